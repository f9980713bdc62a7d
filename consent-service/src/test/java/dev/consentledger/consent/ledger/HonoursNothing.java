package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A store that takes everything, keeps nothing, and answers at once with something. */
final class HonoursNothing implements EventLedger {
  private final AtomicLong answers = new AtomicLong(1_000);

  @Override
  public Uni<Appended> append(Append append) {
    var position = new Position(answers.getAndDecrement());
    return Uni.createFrom()
        .item(new Appended(Collections.nCopies(append.entries().size(), position), 7));
  }

  @Override
  public Multi<StoredEntry> readStream(StreamName stream, long fromRevision) {
    return Multi.createFrom().item(entry(stream));
  }

  @Override
  public Multi<StoredEntry> readAll(Position after) {
    return Multi.createFrom()
        .items(entry(new StreamName("notice-a")), entry(new StreamName("notice-a")));
  }

  @Override
  public Multi<Followed> follow(Position after) {
    return Multi.createFrom().items(new Followed.Told(entry(new StreamName("notice-a"))));
  }

  @Override
  public Uni<Position> head() {
    return Uni.createFrom().item(Position.START);
  }

  private static StoredEntry entry(StreamName stream) {
    return new StoredEntry(
        new Position(1),
        stream,
        9,
        new EventId(new UUID(0, 0)),
        "nothing",
        new EntryBytes(new byte[0]),
        Instant.EPOCH);
  }
}
