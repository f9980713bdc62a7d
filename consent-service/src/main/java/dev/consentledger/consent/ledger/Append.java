package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.StreamName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One append to one stream.
 *
 * @param expectedRevision the stream's last revision, {@link #NO_STREAM} for a new stream
 * @param entries 1 to 1,000 entries
 */
public record Append(StreamName stream, long expectedRevision, List<NewEntry> entries) {
  public static final long NO_STREAM = -1;
  public static final int ENTRIES_MAX = 1_000;
  public static final int TRACE_CONTEXT_CHARS_MAX = 55;

  public Append {
    entries = List.copyOf(entries);
    if (entries.isEmpty() || entries.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException("an append has 1 to " + ENTRIES_MAX + " entries");
    }
  }

  /**
   * An entry on its way into the ledger.
   *
   * @param type the CloudEvents type, which some stores index
   * @param traceContext the W3C traceparent of the sampled trace that it came from. It is stored
   *     beside the entry and is no part of it: never hashed, and never compared when an append is
   *     repeated
   */
  public record NewEntry(EventId id, String type, EntryBytes bytes, @Nullable String traceContext) {
    public NewEntry {
      if (traceContext != null && traceContext.length() > TRACE_CONTEXT_CHARS_MAX) {
        throw new IllegalArgumentException("a trace context is a traceparent");
      }
    }

    /** An entry that came from no sampled trace. */
    public NewEntry(EventId id, String type, EntryBytes bytes) {
      this(id, type, bytes, null);
    }
  }
}
