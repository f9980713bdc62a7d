package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One follower's way through the ledger. Nothing can appear below a position that is already
 * visible, since commits come in the order of positions; so the last position told is all the state
 * that is needed.
 */
final class Following {
  private final EntryPages pages;
  private final Wakeups wakeups;
  private final Duration heartbeat;
  private long told;
  private long signalsSeen;
  private boolean isCaughtUp;

  private Following(EntryPages pages, Wakeups wakeups, Duration heartbeat, long after) {
    this.pages = pages;
    this.wakeups = wakeups;
    this.heartbeat = heartbeat;
    this.told = after;
  }

  /** Reads on only when everything before was taken. */
  static Multi<Followed> after(
      Position after, EntryPages pages, Wakeups wakeups, Duration heartbeat) {
    return Multi.createBy()
        .repeating()
        .uni(() -> new Following(pages, wakeups, heartbeat, after.value()), Following::nextMessages)
        .indefinitely()
        .onItem()
        .disjoint();
  }

  private Uni<List<Followed>> nextMessages() {
    Uni<Void> due =
        isCaughtUp ? wakeups.after(signalsSeen, heartbeat) : Uni.createFrom().voidItem();
    return due.chain(
            () -> {
              signalsSeen = wakeups.count();
              return pages.page(told, Long.MAX_VALUE);
            })
        .map(this::messages);
  }

  private List<Followed> messages(List<StoredEntry> page) {
    var messages = new ArrayList<Followed>(page.size() + 1);
    for (StoredEntry entry : page) {
      messages.add(new Followed.Told(entry));
      told = entry.position().value();
    }
    isCaughtUp = !pages.isFull(page);
    if (isCaughtUp) {
      messages.add(new Followed.CaughtUp(new Position(told)));
    }
    return messages;
  }
}
