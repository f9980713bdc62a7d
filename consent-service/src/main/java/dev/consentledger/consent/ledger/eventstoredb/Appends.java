package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Append.NewEntry;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.RevisionConflict;
import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.AppendToStreamOptions;
import io.kurrent.dbclient.EventData;
import io.kurrent.dbclient.ResolvedEvent;
import io.kurrent.dbclient.StreamState;
import io.kurrent.dbclient.WriteResult;
import io.kurrent.dbclient.WrongExpectedVersionException;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Appends, and says the position of each entry, the first time as any other. */
final class Appends {
  private final Calls calls;
  private final EventReads reads;
  private final Head head;
  private final Positions positions;
  private final EventStoreDbSettings settings;

  Appends(
      Calls calls,
      EventReads reads,
      Head head,
      Positions positions,
      EventStoreDbSettings settings) {
    this.calls = calls;
    this.reads = reads;
    this.head = head;
    this.positions = positions;
    this.settings = settings;
  }

  Uni<Appended> append(Append append) {
    return before()
        .chain(after -> {
          List<EventData> events =
              append.entries().stream().map(entry -> Entries.event(entry, after)).toList();
          return write(append, events).chain(result -> answer(append, result));
        });
  }

  /** A position before the entries; the last one that is known serves, and it is near. */
  private Uni<Position> before() {
    Position known = head.known();
    return known.equals(Position.START) ? head.read() : Uni.createFrom().item(known);
  }

  private Uni<WriteResult> write(Append append, List<EventData> events) {
    var options =
        AppendToStreamOptions.get()
            .streamState(expected(append))
            .deadline(settings.appendTimeout().toMillis());
    return calls.run(
        settings.appendTimeout(),
        client ->
            client
                .appendToStream(append.stream().value(), options, events.iterator())
                .handle((result, failure) -> {
                  if (failure == null) {
                    return result;
                  }
                  throw refused(append, failure);
                }));
  }

  private static RuntimeException refused(Append append, Throwable failure) {
    return switch (Trouble.unwrapped(failure)) {
      case WrongExpectedVersionException wrong ->
          new RevisionConflict(
              append.stream(), append.expectedRevision(), wrong.getActualState().toRawLong());
      case RuntimeException other -> other;
      case Throwable other -> new IllegalStateException(other);
    };
  }

  private static StreamState expected(Append append) {
    return append.expectedRevision() == Append.NO_STREAM
        ? StreamState.noStream()
        : StreamState.streamRevision(append.expectedRevision());
  }

  private Uni<Appended> answer(Append append, WriteResult result) {
    long last = append.expectedRevision() + append.entries().size();
    if (result.getNextExpectedRevision().toRawLong() != last) {
      // A stream that was soft-deleted takes a first append at a later revision.
      return Uni.createFrom()
          .failure(
              new LedgerUnavailable(
                  "stream " + append.stream() + " was truncated in the ledger's store"));
    }
    return positions(append, result.getLogPosition())
        .invoke(told -> {
          head.seen(told.getLast());
          for (int i = 0; i < told.size(); i++) {
            positions.remember(append.entries().get(i).id().value(), told.get(i));
          }
        })
        .map(told -> new Appended(told, last));
  }

  /**
   * The answer has the position of the last event, of a repeated append as of a first. The ones
   * before it lie right before it in the log, since one append is written in one go. Where the
   * answer has none (a repeat met an append that was still being replicated) the stream is read.
   */
  private Uni<List<Position>> positions(
      Append append, io.kurrent.dbclient.@Nullable Position last) {
    if (last == null) {
      return fromStream(append);
    }
    var position = new Position(last.getCommitUnsigned());
    int others = append.entries().size() - 1;
    return others == 0
        ? Uni.createFrom().item(List.of(position))
        : reads
            .backwards(position, others)
            .chain(before -> {
              List<Position> all = inOrder(append, before, position);
              return all == null ? fromStream(append) : Uni.createFrom().item(all);
            });
  }

  /** Null where they are not the append's own events after all. */
  private static @Nullable List<Position> inOrder(
      Append append, List<ResolvedEvent> before, Position last) {
    List<NewEntry> entries = append.entries();
    if (before.size() != entries.size() - 1) {
      return null;
    }
    var positions = new ArrayList<Position>(entries.size());
    for (int i = 0; i < before.size(); i++) {
      ResolvedEvent event = before.get(before.size() - 1 - i);
      if (!event.getEvent().getEventId().equals(entries.get(i).id().value())
          || !event.getEvent().getStreamId().equals(append.stream().value())) {
        return null;
      }
      positions.add(Entries.positionInAll(event));
    }
    positions.add(last);
    return positions;
  }

  private Uni<List<Position>> fromStream(Append append) {
    return reads
        .streamEvents(
            append.stream().value(), append.expectedRevision() + 1, append.entries().size())
        .chain(positions::entries)
        .map(stored -> {
          if (stored.size() != append.entries().size()) {
            throw new LedgerUnavailable("what was appended cannot be read");
          }
          return stored.stream().map(entry -> entry.position()).toList();
        });
  }
}
