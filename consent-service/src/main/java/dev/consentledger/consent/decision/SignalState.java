package dev.consentledger.consent.decision;

/**
 * Where one preference signal stands.
 *
 * @param changed the event that turned it on or off last
 */
public record SignalState(boolean on, Moment changed) {}
