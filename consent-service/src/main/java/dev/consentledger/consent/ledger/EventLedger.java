package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * The append-only ledger. Every adapter passes {@code EventLedgerContract}.
 *
 * <p>All operations may fail with {@link LedgerUnavailable}; after that the caller does not know
 * whether an append happened, and repeats it with the very same entries.
 */
public interface EventLedger {
  /**
   * Appends entries to one stream, all or none, durable when the answer comes.
   *
   * <p>Repeating an append with the same event ids at the same expected revision answers as the
   * first time did and stores nothing. Fails with {@link RevisionConflict} where the stream's last
   * revision is another.
   */
  Uni<Appended> append(Append append);

  /** Reads a stream, oldest first; empty where there is no such stream. */
  Multi<StoredEntry> readStream(StreamName stream, long fromRevision);

  /** Reads the whole ledger in order, strictly after a position, up to the head at the call. */
  Multi<StoredEntry> readAll(Position after);

  /**
   * Reads at most so many entries strictly after a position and not after another, oldest first:
   * fewer only where there are no more. What reads everything in pages reads an adapter's own ones.
   */
  default Uni<List<StoredEntry>> page(Position after, Position last, int entriesMax) {
    return readAll(after)
        .select()
        .first(entry -> !entry.position().isAfter(last))
        .select()
        .first(entriesMax)
        .collect()
        .asList();
  }

  /**
   * Follows the whole ledger in order, strictly after a position, and never completes. An append is
   * told as soon as it is durable. {@link Followed.CaughtUp} comes whenever everything up to its
   * position was told, and again from time to time while nothing is appended. Respects
   * back-pressure.
   */
  Multi<Followed> follow(Position after);

  /** The position of the last durable entry: a linearizable read. */
  Uni<Position> head();
}
