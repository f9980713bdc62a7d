package dev.consentledger.kernel.event;

import java.time.Instant;

/**
 * What stands beside the data in every entry.
 *
 * @param cell the cell that wrote the event, such as {@code cell-1}
 * @param revision order within the stream, the first is 0
 */
public record EntryHeader(
    EventId id, String cell, StreamName stream, Instant time, long revision) {}
