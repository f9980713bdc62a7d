package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.kernel.event.Position;
import io.kurrent.dbclient.ResolvedEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One follower's way through the ledger: a subscription tells the entries, and a look at the head,
 * which is read from the leader, tells whether there are more. A server's own word that a
 * subscription has caught up only brings the look forward: it is true of the node that says it,
 * which may be behind.
 */
final class Following {
  private final CatchUp subscription;
  private final Inbox inbox;
  private final Head head;
  private final Positions positions;
  private final StreamGuard guard;
  private final Duration heartbeat;
  private final Duration silenceLimit;
  private Position told;
  private boolean isHeadSeen;

  private Following(
      CatchUp subscription,
      Inbox inbox,
      Head head,
      Positions positions,
      StreamGuard guard,
      EventStoreDbSettings settings,
      Position after) {
    this.subscription = subscription;
    this.inbox = inbox;
    this.head = head;
    this.positions = positions;
    this.guard = guard;
    this.heartbeat = settings.heartbeat();
    this.silenceLimit = settings.silenceLimit();
    this.told = after;
  }

  /** Takes from the subscription only when everything before was taken. */
  static Multi<Followed> after(
      Position after,
      Connections connections,
      Head head,
      Positions positions,
      StreamGuard guard,
      EventStoreDbSettings settings) {
    return Multi.createFrom()
        .deferred(() -> {
          var inbox = new Inbox(settings.followEntriesMax());
          var subscription = new CatchUp(connections, settings, Streams.OURS, after, inbox);
          var following =
              new Following(subscription, inbox, head, positions, guard, settings, after);
          subscription.open();
          return Multi.createBy()
              .repeating()
              .uni(() -> following, Following::nextMessages)
              .indefinitely()
              .onItem()
              .<Followed>disjoint()
              .onTermination()
              .invoke(subscription::close);
        });
  }

  private Uni<List<Followed>> nextMessages() {
    List<Followed> entries = take();
    if (!entries.isEmpty()) {
      isHeadSeen = false;
      return Uni.createFrom().item(entries);
    }
    return isHeadSeen
        ? inbox
            .await(heartbeat)
            .chain(() -> {
              List<Followed> come = take();
              isHeadSeen = come.isEmpty();
              return come.isEmpty() ? lookAtHead() : Uni.createFrom().item(come);
            })
        : lookAtHead();
  }

  private List<Followed> take() {
    var entries = new ArrayList<Followed>();
    for (ResolvedEvent event : inbox.takeAll()) {
      if (Entries.isEntry(event.getEvent())) {
        told = Entries.positionInAll(event);
        positions.remember(event.getEvent().getEventId(), told);
        head.seen(told);
        entries.add(new Followed.Told(Entries.entry(event.getEvent(), told)));
      } else {
        guard.see(event); // a deleted stream leaves its mark among the entries
      }
    }
    return entries;
  }

  /** Where the head can't be read, nothing is said: a reader notices the silence. */
  private Uni<List<Followed>> lookAtHead() {
    isHeadSeen = true;
    return head.read().map(this::messages).onFailure().recoverWithItem(List.of());
  }

  private List<Followed> messages(Position last) {
    if (told.isAtLeast(last)) {
      return List.of(new Followed.CaughtUp(told));
    }
    if (subscription.silence().compareTo(silenceLimit) > 0) {
      subscription.renew();
    }
    return List.of();
  }
}
