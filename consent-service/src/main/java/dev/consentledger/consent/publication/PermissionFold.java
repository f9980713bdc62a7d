package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.Followed;
import dev.consentledger.consent.ledger.Followed.Told;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * From ledger entries to permission messages, one for each entry that changes a subject's
 * permissions. Keeps the states of the subjects used last. Used by one stretch at a time, on the
 * executor's one thread.
 */
final class PermissionFold {
  private final EventLedger ledger;
  private final Subjects subjects;
  private final MatchSecret secret;
  private final PublicationSettings settings;
  private final Executor executor;
  private final LinkedHashMap<SubjectId, SubjectView> views =
      new LinkedHashMap<>(1_024, 0.75f, true);
  private Position published = Position.START;
  private boolean saidAnything;

  PermissionFold(
      EventLedger ledger,
      Subjects subjects,
      MatchSecret secret,
      PublicationSettings settings,
      Executor executor) {
    this.ledger = ledger;
    this.subjects = subjects;
    this.secret = secret;
    this.settings = settings;
    this.executor = executor;
  }

  /**
   * Folds the next stretch of the ledger, not empty. It ends with a watermark where its last entry
   * is told by no other message.
   */
  Uni<Folded> fold(List<Followed> stretch) {
    List<StoredEntry> entries =
        stretch.stream().filter(Told.class::isInstance).map(told -> ((Told) told).entry()).toList();
    return load(entries).emitOn(executor).map(_ -> foldLoaded(entries, stretch.getLast()));
  }

  /** Says again where the ledger stands. */
  Folded watermark(Position position) {
    saidAnything = true;
    published = position;
    return new Folded(
        List.of(new Watermark(position)), Map.of(), List.of(), 0, position, Instant.MAX);
  }

  private Folded foldLoaded(List<StoredEntry> entries, Followed last) {
    var messages = new ArrayList<PermissionMessage>();
    var traceContexts = new HashMap<Position, String>();
    var expiries = new ArrayList<GrantExpiry.Change>();
    for (StoredEntry entry : entries) {
      if (entry.stream().isSubject()) {
        try {
          view(entry)
              .next(entry, secret, expiries::add)
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
    }
    if (!messages.isEmpty()) {
      published = messages.getLast().position();
    }
    if (!saidAnything || last.position().isAfter(published)) {
      published = last.position();
      messages.add(new Watermark(published));
    }
    saidAnything = true;
    forgetOldest();
    Instant oldest = entries.isEmpty() ? Instant.MAX : entries.getFirst().storedAt();
    return new Folded(messages, traceContexts, expiries, entries.size(), last.position(), oldest);
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

  private Uni<SubjectView> loaded(SubjectId id, StoredEntry first) {
    return subjects
        .find(id)
        .map(found -> new SubjectView(id, found))
        .chain(view ->
            view.isErased() || first.revision() == 0
                ? Uni.createFrom().item(view)
                : replayed(view, first));
  }

  private Uni<SubjectView> replayed(SubjectView view, StoredEntry first) {
    return ledger
        .readStream(first.stream(), 0)
        .select()
        .first(entry -> entry.revision() < first.revision())
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
