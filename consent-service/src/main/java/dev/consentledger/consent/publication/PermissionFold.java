package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.Followed.Told;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.purpose.Purpose;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From ledger entries to permission messages, one for each entry that changes a subject's
 * permissions or invalidates a notice. Keeps the states of the subjects used last. Used by one
 * stretch at a time, on the executor's one thread.
 */
final class PermissionFold {
  private static final String ERASED = EntryCodec.typeOf(new SubjectErased());
  private static final String GRANTED = "dev.consentledger.PurposeGranted.v1";

  private final EventLedger ledger;
  private final Subjects subjects;
  private final PublicationSettings settings;
  private final Executor executor;
  private final LinkedHashMap<SubjectId, SubjectView> views =
      new LinkedHashMap<>(1_024, 0.75f, true);
  private final NoticeViews notices;
  private List<MatchSecret> secrets = List.of();
  private MatchSecretVersions versions = MatchSecretVersions.NONE;
  private Position published = Position.START;
  private boolean announces;

  PermissionFold(
      EventLedger ledger, Subjects subjects, PublicationSettings settings, Executor executor) {
    this.ledger = ledger;
    this.subjects = subjects;
    this.settings = settings;
    this.executor = executor;
    this.notices = new NoticeViews(ledger, settings, executor);
  }

  /**
   * What is published after this has keys under these secrets, rising by version, and watermarks
   * tell these versions, one of them before anything else. Has to be called before the first fold,
   * and never during one.
   *
   * @param at the position that was told last
   */
  void publishUnder(List<MatchSecret> under, MatchSecretVersions told, Position at) {
    secrets = List.copyOf(under);
    versions = told;
    published = at;
    announces = true;
  }

  /** Where it is due, the watermark that tells which versions count from here on. */
  private List<PermissionMessage> announcement() {
    boolean isDue = announces;
    announces = false;
    return isDue ? List.of(new Watermark(published, versions)) : List.of();
  }

  /**
   * Folds the next stretch of the ledger, not empty. It ends with a watermark where its last entry
   * is told by no other message.
   */
  Uni<Folded> fold(List<Followed> stretch) {
    List<StoredEntry> entries =
        stretch.stream().filter(Told.class::isInstance).map(told -> ((Told) told).entry()).toList();
    return load(entries)
        .emitOn(executor)
        .chain(() -> loadNotices(entries))
        .emitOn(executor)
        .map(_ -> foldLoaded(entries, stretch.getLast()))
        .call(() -> destroyErased(entries))
        .emitOn(executor);
  }

  /**
   * A subject whose erasure stands in the ledger and whose key is still here comes from a restored
   * backup, or its erasure is being finished just now: either way the key is destroyed.
   */
  private Uni<Void> destroyErased(List<StoredEntry> entries) {
    List<StoredEntry> erasures =
        entries.stream().filter(entry -> entry.type().equals(ERASED)).toList();
    erasures.forEach(erasure -> views.remove(erasure.stream().subject()));
    return Multi.createFrom()
        .iterable(erasures)
        .onItem()
        .transformToUni(this::destroyErased)
        .merge(settings.lookupsMax())
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> destroyErased(StoredEntry erasure) {
    SubjectId subject = erasure.stream().subject();
    return subjects
        .find(subject)
        .chain(found ->
            found.isEmpty()
                ? Uni.createFrom().voidItem()
                : subjects.destroy(subject, erasure.position()));
  }

  /** Says again where the ledger stands. */
  Folded watermark(Position position) {
    published = position;
    announces = false;
    return new Folded(
        List.of(new Watermark(position, versions)), Map.of(), List.of(), 0, position, Instant.MAX);
  }

  private Folded foldLoaded(List<StoredEntry> entries, Followed last) {
    var messages = new ArrayList<PermissionMessage>(announcement());
    var traceContexts = new HashMap<Position, String>();
    var expiries = new ArrayList<GrantExpiry.Change>();
    for (StoredEntry entry : entries) {
      try {
        message(entry, expiries::add)
            .ifPresent(message -> {
              messages.add(message);
              if (entry.traceContext() != null) {
                traceContexts.put(message.position(), entry.traceContext());
              }
            });
      } catch (EntryException e) {
        throw new PublicationStuck("an entry can't be read", entry.position(), e);
      }
    }
    if (!messages.isEmpty()) {
      published = messages.getLast().position();
    }
    if (last.position().isAfter(published)) {
      published = last.position();
      messages.add(new Watermark(published, versions));
    }
    forgetOldest();
    notices.forgetOldest();
    Instant oldest = entries.isEmpty() ? Instant.MAX : entries.getFirst().storedAt();
    return new Folded(messages, traceContexts, expiries, entries.size(), last.position(), oldest);
  }

  private Optional<PermissionMessage> message(
      StoredEntry entry, Consumer<GrantExpiry.Change> expiries) {
    if (entry.stream().isSubject()) {
      return view(entry).next(entry, secrets, notices::isInvalid, expiries);
    }
    return entry.stream().isNotice()
        ? notices.next(entry).map(version -> new NoticeInvalid(version, entry.position()))
        : Optional.empty();
  }

  /**
   * The states of these subjects at {@code at}, the end of what was folded in last; those of whom
   * nothing is permitted, and erased ones, are left out.
   */
  Uni<List<PermissionMessage>> states(List<SubjectId> of, Position at) {
    List<SubjectView> kept = of.stream().filter(views::containsKey).map(views::get).toList();
    List<SubjectId> missing = of.stream().filter(id -> !views.containsKey(id)).toList();
    return Multi.createFrom()
        .iterable(missing)
        .onItem()
        .transformToUni(id -> viewAt(id, at))
        .merge(settings.lookupsMax())
        .collect()
        .asList()
        .emitOn(executor)
        .chain(loaded -> {
          List<SubjectView> all = Stream.concat(kept.stream(), loaded.stream()).toList();
          return notices
              .load(noticesOf(all), entry -> !entry.position().isAfter(at))
              .emitOn(executor)
              .map(_ -> told(all, at));
        });
  }

  private List<PermissionMessage> told(List<SubjectView> of, Position at) {
    var messages = new ArrayList<PermissionMessage>(announcement());
    of.forEach(view -> view.state(at, secrets, notices::isInvalid).ifPresent(messages::add));
    notices.forgetOldest();
    return messages;
  }

  private static Set<String> noticesOf(List<SubjectView> of) {
    return of.stream().flatMap(view -> view.notices().stream()).collect(Collectors.toSet());
  }

  private Uni<SubjectView> viewAt(SubjectId id, Position at) {
    return subjects
        .find(id)
        .map(found -> new SubjectView(id, found))
        .chain(view ->
            view.isErased()
                ? Uni.createFrom().item(view)
                : replayed(view, id.stream(), entry -> !entry.position().isAfter(at)));
  }

  private SubjectView view(StoredEntry entry) {
    SubjectView view = views.get(entry.stream().subject());
    if (view == null) {
      throw new IllegalStateException("the subject was not loaded");
    }
    return view;
  }

  /** Loads the subjects that are not in memory, as of just before their first entry here. */
  private Uni<Void> load(List<StoredEntry> entries) {
    Map<SubjectId, StoredEntry> missing = new LinkedHashMap<>();
    for (StoredEntry entry : entries) {
      if (entry.stream().isSubject()) {
        SubjectId subject = entry.stream().subject();
        if (views.get(subject) == null) {
          missing.putIfAbsent(subject, entry);
        }
      }
    }
    return Multi.createFrom()
        .iterable(missing.entrySet())
        .onItem()
        .transformToUni(each -> loaded(each.getKey(), each.getValue()))
        .merge(settings.lookupsMax())
        .collect()
        .asList()
        .emitOn(executor)
        .invoke(loaded -> loaded.forEach(each -> views.put(each.id(), each)))
        .replaceWithVoid();
  }

  /** Loads the notices that any of these entries can make a difference by, as of before them. */
  private Uni<Void> loadNotices(List<StoredEntry> entries) {
    Set<String> needed = new HashSet<>();
    for (StoredEntry entry : entries) {
      if (entry.stream().isSubject()) {
        needed.addAll(view(entry).notices());
        grantedUnder(entry).ifPresent(needed::add);
      }
    }
    return needed.isEmpty()
        ? Uni.createFrom().voidItem()
        : notices.load(needed, entry -> !entry.position().isAtLeast(entries.getFirst().position()));
  }

  /** What can't be read is told when it is folded in. */
  private static Optional<String> grantedUnder(StoredEntry entry) {
    if (!entry.type().equals(GRANTED)) {
      return Optional.empty();
    }
    try {
      return EntryCodec.decode(entry.bytes().array(), Seal.CLOSED).event()
                  instanceof PurposeGranted granted
              && granted.purpose() == Purpose.LIST_MATCHING
          ? Optional.of(granted.notice().id())
          : Optional.empty();
    } catch (EntryException _) {
      return Optional.empty();
    }
  }

  private Uni<SubjectView> loaded(SubjectId id, StoredEntry first) {
    return subjects
        .find(id)
        .map(found -> new SubjectView(id, found))
        .chain(view ->
            view.isErased() || first.revision() == 0
                ? Uni.createFrom().item(view)
                : replayed(view, first.stream(), entry -> entry.revision() < first.revision()));
  }

  private Uni<SubjectView> replayed(
      SubjectView view, StreamName stream, Predicate<StoredEntry> isPast) {
    return ledger
        .readStream(stream, 0)
        .select()
        .first(isPast)
        .onItem()
        .invoke(view::replay)
        .collect()
        .last()
        .replaceWith(view);
  }

  private void forgetOldest() {
    var oldestFirst = views.keySet().iterator();
    while (views.size() > settings.subjectsCachedMax()) {
      oldestFirst.next();
      oldestFirst.remove();
    }
  }
}
