package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.StreamName;
import java.util.List;

/**
 * One append to one stream.
 *
 * @param expectedRevision the stream's last revision, {@link #NO_STREAM} for a new stream
 * @param entries 1 to 1,000 entries
 */
public record Append(StreamName stream, long expectedRevision, List<NewEntry> entries) {
  public static final long NO_STREAM = -1;
  public static final int ENTRIES_MAX = 1_000;

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
   */
  public record NewEntry(EventId id, String type, EntryBytes bytes) {}
}
