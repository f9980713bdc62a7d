package dev.consentledger.kernel.event;

/** One decoded entry. */
public record Entry(EntryHeader header, LedgerEvent event) {}
