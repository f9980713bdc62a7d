package dev.consentledger.matching.intake;

/** The number of a rejected row, and never its value. */
public record RejectedRow(long row, Rejection reason) {}
