package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.notice.NoticeStream;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.purpose.NoticeVersion;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * The notices that grants at hand were given under, as of the last entry that was folded in. Those
 * used last are kept. On the executor's one thread.
 */
final class NoticeViews {
  private final EventLedger ledger;
  private final int lookupsMax;
  private final int noticesMax;
  private final Executor executor;
  private final LinkedHashMap<StreamName, NoticeStream> known =
      new LinkedHashMap<>(16, 0.75f, true);

  NoticeViews(EventLedger ledger, PublicationSettings settings, Executor executor) {
    this.ledger = ledger;
    this.lookupsMax = settings.lookupsMax();
    this.noticesMax = settings.noticesCachedMax();
    this.executor = executor;
  }

  /**
   * Loads those that are not here, as of what was folded in last.
   *
   * @param isPast whether an entry was folded in; never again true behind the first that was not
   */
  Uni<Void> load(Set<String> ids, Predicate<StoredEntry> isPast) {
    List<StreamName> missing =
        ids.stream()
            .flatMap(id -> StreamName.ofNotice(id).stream())
            .filter(stream -> known.get(stream) == null)
            .toList();
    if (missing.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    return Multi.createFrom()
        .iterable(missing)
        .onItem()
        .transformToUni(stream -> loaded(stream, isPast))
        .merge(lookupsMax)
        .collect()
        .asList()
        .emitOn(executor)
        .invoke(loaded -> loaded.forEach(each -> known.put(each.getKey(), each.getValue())))
        .replaceWithVoid();
  }

  private Uni<Map.Entry<StreamName, NoticeStream>> loaded(
      StreamName stream, Predicate<StoredEntry> isPast) {
    return ledger
        .readStream(stream, 0)
        .select()
        .first(isPast)
        .collect()
        .in(NoticeStream::new, NoticeStream::add)
        .map(folded -> Map.entry(stream, folded));
  }

  /** Folds the next entry of a notice in, and answers which version it invalidated, if it did. */
  Optional<NoticeVersion> next(StoredEntry entry) {
    NoticeStream notice = known.get(entry.stream());
    if (notice != null) {
      notice.add(entry);
    }
    return EntryCodec.decode(entry.bytes().array(), Seal.CLOSED).event()
            instanceof NoticeInvalidated gone
        ? Optional.of(new NoticeVersion(gone.id(), gone.version()))
        : Optional.empty();
  }

  /** Whether no grant under this version counts. One that no stream can name always stands. */
  boolean isInvalid(NoticeVersion version) {
    Optional<StreamName> stream = StreamName.ofNotice(version.id());
    if (stream.isEmpty()) {
      return false;
    }
    NoticeStream notice = known.get(stream.get());
    if (notice == null) {
      throw new IllegalStateException("the notice was not loaded");
    }
    return notice.state().invalidation(version.version()).isPresent();
  }

  void forgetOldest() {
    var oldestFirst = known.keySet().iterator();
    while (known.size() > noticesMax) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }
}
