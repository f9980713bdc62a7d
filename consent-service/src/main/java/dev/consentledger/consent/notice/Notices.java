package dev.consentledger.consent.notice;

import dev.consentledger.consent.decision.NoticeStanding;
import dev.consentledger.consent.decision.NoticeState;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.purpose.Notice;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What the ledger says of notices. {@link #read} sees every write acknowledged before; {@link
 * #standing} may be a moment behind, which harms nobody: a registered text never changes, and a
 * grant under an invalidated version never counts.
 */
@Singleton
public final class Notices {
  /** Notices that are read at the same time, for one question. */
  private static final int READS_AT_ONCE_MAX = 8;

  private final EventLedger ledger;
  private final int rememberedMax;
  private final long rememberedForNanos;
  private final LongSupplier nanoTime;
  private final LinkedHashMap<String, Remembered> remembered = new LinkedHashMap<>(16, 0.75f, true);

  private record Remembered(NoticeState state, long readNanos) {}

  @Inject
  Notices(EventLedger ledger, NoticeSettings settings) {
    this(ledger, settings.rememberedMax(), settings.rememberedFor().toNanos(), System::nanoTime);
  }

  Notices(EventLedger ledger, int rememberedMax, long rememberedForNanos, LongSupplier nanoTime) {
    this.ledger = ledger;
    this.rememberedMax = rememberedMax;
    this.rememberedForNanos = rememberedForNanos;
    this.nanoTime = nanoTime;
  }

  /** The notice as of now; {@link NoticeState#EMPTY} where it has no event. */
  public Uni<NoticeState> read(String id) {
    return read(id, _ -> true);
  }

  /** The notices as far as their entries count; those without an event are left out. */
  public Uni<Map<String, NoticeState>> read(Set<String> ids, Predicate<StoredEntry> counts) {
    return Multi.createFrom()
        .iterable(new TreeSet<>(ids))
        .onItem()
        .transformToUni(id -> read(id, counts).map(state -> Map.entry(id, state)))
        .merge(READS_AT_ONCE_MAX)
        .select()
        .where(each -> !each.getValue().equals(NoticeState.EMPTY))
        .collect()
        .asMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  /** Whether grants may name these notices. */
  public Uni<Map<Notice, NoticeStanding>> standing(Collection<Notice> named) {
    return Multi.createFrom()
        .iterable(Set.copyOf(named))
        .onItem()
        .transformToUniAndConcatenate(
            notice -> standing(notice).map(standing -> Map.entry(notice, standing)))
        .collect()
        .asMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private Uni<NoticeStanding> standing(Notice notice) {
    Optional<NoticeStanding> known = known(notice);
    if (known.isPresent()) {
      return Uni.createFrom().item(known.get());
    }
    long readNanos = nanoTime.getAsLong();
    return read(notice.id())
        .invoke(state -> remember(notice.id(), new Remembered(state, readNanos)))
        .map(state -> state.standingOf(notice));
  }

  /** What is invalid stays so. What was unknown may be registered by now, so it is asked again. */
  private synchronized Optional<NoticeStanding> known(Notice notice) {
    Remembered kept = remembered.get(notice.id());
    if (kept == null) {
      return Optional.empty();
    }
    NoticeStanding standing = kept.state().standingOf(notice);
    boolean isFresh = nanoTime.getAsLong() - kept.readNanos() < rememberedForNanos;
    return switch (standing) {
      case INVALID -> Optional.of(standing);
      case STANDS, DIFFERS -> isFresh ? Optional.of(standing) : Optional.empty();
      case UNKNOWN -> Optional.empty();
    };
  }

  private synchronized void remember(String id, Remembered read) {
    remembered.merge(
        id, read, (one, other) -> one.readNanos() - other.readNanos() > 0 ? one : other);
    var oldestFirst = remembered.keySet().iterator();
    while (remembered.size() > rememberedMax) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }

  /** This instance takes no further grant under what it has itself just invalidated. */
  public synchronized void forget(String id) {
    remembered.remove(id);
  }

  private Uni<NoticeState> read(String id, Predicate<StoredEntry> counts) {
    return StreamName.ofNotice(id)
        .map(stream ->
            ledger
                .readStream(stream, 0)
                .select()
                .first(counts)
                .collect()
                .in(NoticeStream::new, NoticeStream::add)
                .map(NoticeStream::state))
        .orElseGet(() -> Uni.createFrom().item(NoticeState.EMPTY));
  }
}
