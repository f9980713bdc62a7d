package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.Position;
import java.time.Instant;

/** Where and when something happened: its event's position and time. */
public record Moment(Position position, Instant time) {}
