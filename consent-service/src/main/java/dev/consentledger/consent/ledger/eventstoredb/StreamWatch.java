package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Shows the guard all metadata of the ledger's streams: what is there before the service starts,
 * and then each change. The server filters its log for it once at each start; what it sends is the
 * metadata alone, and the stream of the ledger's last entry, whose coming says that all before it
 * was looked at, on servers of every age.
 */
final class StreamWatch implements AutoCloseable {
  private final Connections connections;
  private final Reads reads;
  private final Head head;
  private final StreamGuard guard;
  private final EventStoreDbSettings settings;
  private @Nullable Cancellable watching;

  StreamWatch(
      Connections connections,
      Reads reads,
      Head head,
      StreamGuard guard,
      EventStoreDbSettings settings) {
    this.connections = connections;
    this.reads = reads;
    this.head = head;
    this.guard = guard;
    this.settings = settings;
  }

  /** Completes when everything up to the head was seen; the watch goes on behind it. */
  Uni<Void> start() {
    return reads
        .streamEvents(Streams.SETTINGS, 0, 1)
        .invoke(events -> {
          if (events.isEmpty()) {
            guard.settings(new byte[0]);
          }
        })
        .chain(head::read)
        .chain(last -> last.equals(Position.START) ? Uni.createFrom().voidItem() : upTo(last))
        .invoke(() ->
            watching =
                events(Streams.METADATA, guard.seen()).subscribe().with(guard::see, _ -> {}));
  }

  private Uni<Void> upTo(Position last) {
    return reads
        .lastFiltered(Streams.OURS)
        .chain(found -> {
          if (found.isEmpty()) {
            throw new LedgerUnavailable("the ledger's last entry was not found again");
          }
          String stream = found.getFirst().getEvent().getStreamId();
          return events(Streams.METADATA + "|" + Streams.only(stream), Position.START)
              .invoke(guard::see)
              .select()
              .first(_ -> guard.seen().compareTo(last) < 0)
              .onItem()
              .ignoreAsUni();
        });
  }

  /** Never completes; lost subscriptions are made again. */
  private Multi<ResolvedEvent> events(String filter, Position after) {
    return Multi.createFrom()
        .deferred(() -> {
          var inbox = new Inbox(settings.followEntriesMax());
          var subscription = new CatchUp(connections, settings, filter, after, inbox);
          subscription.open();
          return Multi.createBy()
              .repeating()
              .uni(() -> inbox.await(settings.heartbeat()).map(_ -> inbox.takeAll()))
              .indefinitely()
              .onItem()
              .<ResolvedEvent>disjoint()
              .onTermination()
              .invoke(subscription::close);
        });
  }

  @Override
  public void close() {
    Cancellable open = watching;
    if (open != null) {
      open.cancel();
    }
  }
}
