package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Shows the guard all metadata of the ledger's streams: first what is there, for which the server
 * filters its whole log and sends the metadata alone, and then each change.
 */
final class StreamWatch implements AutoCloseable {
  private static final int EVENTS_PER_READ = 1_024;

  private final Connections connections;
  private final EventReads reads;
  private final Head head;
  private final StreamGuard guard;
  private final EventStoreDbSettings settings;
  private @Nullable Cancellable watching;

  StreamWatch(
      Connections connections,
      EventReads reads,
      Head head,
      StreamGuard guard,
      EventStoreDbSettings settings) {
    this.connections = connections;
    this.reads = reads;
    this.head = head;
    this.guard = guard;
    this.settings = settings;
  }

  /** Completes when everything that is there was seen; the watch goes on behind it. */
  Uni<Void> start() {
    return reads
        .streamEvents(Streams.SETTINGS, 0, 1)
        .invoke(events -> {
          if (events.isEmpty()) {
            guard.settings(new byte[0]);
          }
        })
        .chain(head::read)
        .chain(last -> look(Position.START).invoke(() -> watch(last)));
  }

  private Uni<Void> look(Position from) {
    return reads
        .filtered(Streams.METADATA, from, EVENTS_PER_READ, settings.startLimit())
        .chain(events -> {
          events.forEach(guard::see);
          return events.size() < EVENTS_PER_READ
              ? Uni.createFrom().voidItem()
              : look(Entries.positionInAll(events.getLast()));
        });
  }

  /** Begins before the look did, so that what came meanwhile is seen, maybe twice. */
  private void watch(Position from) {
    watching = changes(from).subscribe().with(guard::see, _ -> {});
  }

  /** Never completes; lost subscriptions are made again. */
  private Multi<ResolvedEvent> changes(Position after) {
    var inbox = new Inbox(settings.followEntriesMax());
    var subscription = new CatchUp(connections, settings, Streams.METADATA, after, inbox);
    subscription.open();
    return Multi.createBy()
        .repeating()
        .uni(() -> inbox.await(settings.heartbeat()).map(_ -> inbox.takeAll()))
        .indefinitely()
        .onItem()
        .<ResolvedEvent>disjoint()
        .onTermination()
        .invoke(subscription::close);
  }

  @Override
  public void close() {
    Cancellable open = watching;
    if (open != null) {
      open.cancel();
    }
  }
}
