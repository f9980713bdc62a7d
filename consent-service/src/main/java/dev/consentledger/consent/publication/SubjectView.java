package dev.consentledger.consent.publication;

import dev.consentledger.consent.decision.ContactPoint;
import dev.consentledger.consent.decision.PurposeGrant;
import dev.consentledger.consent.decision.SubjectDecision;
import dev.consentledger.consent.decision.SubjectState;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointEvent;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One subject as of the last entry that was folded in. Used by one thread at a time. */
final class SubjectView {
  private static final Logger LOG = Logger.getLogger(SubjectView.class);

  private final SubjectId id;
  private final Optional<Subject> subject;
  private SubjectState state = SubjectState.EMPTY;
  private long revision = -1;
  private boolean erasureTold;

  /** A subject that nobody knows any more is erased: nothing of it is permitted. */
  SubjectView(SubjectId id, Optional<Subject> subject) {
    this.id = id;
    this.subject = subject;
  }

  SubjectId id() {
    return id;
  }

  boolean isErased() {
    return subject.isEmpty();
  }

  /** Folds an entry in that was published before. */
  void replay(StoredEntry entry) {
    expectNext(entry);
    evolve(entry);
  }

  /**
   * Folds the next entry in, and answers what has to be published: nothing where it changed no
   * permission. What a notice's invalidation changes for every subject is told once, by itself.
   *
   * @param isInvalid which notices' versions count no more, as of this entry
   */
  Optional<PermissionMessage> next(
      StoredEntry entry,
      List<MatchSecret> secrets,
      Predicate<NoticeVersion> isInvalid,
      Consumer<GrantExpiry.Change> expiries) {
    if (subject.isEmpty()) {
      return erased(entry.position(), expiries);
    }
    expectNext(entry);
    SubjectState before = state;
    SubjectEvent event = evolve(entry);
    if (event instanceof SubjectErased) {
      return erased(entry.position(), expiries);
    }
    expiryChanges(before, event, expiries);
    List<Grant> permitted = permitted(state, isInvalid);
    return permitted.equals(permitted(before, isInvalid))
        ? Optional.empty()
        : Optional.of(message(subject.get(), entry.position(), secrets, isInvalid));
  }

  /** The state as it is now; nothing where nothing is permitted. */
  Optional<PermissionMessage> state(
      Position at, List<MatchSecret> secrets, Predicate<NoticeVersion> isInvalid) {
    return subject
        .map(known -> message(known, at, secrets, isInvalid))
        .filter(message -> !message.contactPoints().isEmpty())
        .map(message -> message);
  }

  /** The ids of the notices that decide what is permitted, a signal that is on or not. */
  Set<String> notices() {
    return state.contactPoints().values().stream()
        .flatMap(point -> point.grantOf(Purpose.LIST_MATCHING).stream())
        .filter(PurposeGrant::isOpen)
        .map(grant -> grant.terms().notice().id())
        .collect(Collectors.toSet());
  }

  private Optional<PermissionMessage> erased(
      Position position, Consumer<GrantExpiry.Change> expiries) {
    if (erasureTold) {
      return Optional.empty();
    }
    erasureTold = true;
    expiries.accept(new GrantExpiry.Change.Forgets(id));
    return Optional.of(new Erased(id, position));
  }

  private void expectNext(StoredEntry entry) {
    if (entry.revision() != revision + 1) {
      throw new PublicationStuck(
          "revision " + entry.revision() + " of a stream came after " + revision, entry.position());
    }
    revision = entry.revision();
  }

  private SubjectEvent evolve(StoredEntry stored) {
    Entry entry = open(stored);
    if (!(entry.event() instanceof SubjectEvent event)) {
      throw new PublicationStuck(
          stored.type() + " stands in a subject's stream", stored.position());
    }
    state = SubjectDecision.evolve(state, event, stored.position(), entry.header().time());
    return event;
  }

  /** A sealed part that doesn't open leaves a contact point without digests, so not permitted. */
  private Entry open(StoredEntry stored) {
    byte[] bytes = stored.bytes().array();
    try {
      return EntryCodec.decode(bytes, subject.map(Subject::seal).orElse(Seal.CLOSED));
    } catch (EntryException _) {
      Entry closed = EntryCodec.decode(bytes, Seal.CLOSED);
      LOG.errorf(
          "The sealed part of the entry at position %s does not open: not permitted",
          stored.position());
      return closed;
    }
  }

  /** Names one active grant of list matching: no two share a position. */
  private record Grant(Position position) {}

  private static List<Grant> permitted(SubjectState state, Predicate<NoticeVersion> isInvalid) {
    return publishable(state, isInvalid)
        .map(permitted -> new Grant(permitted.grantedAt()))
        .toList();
  }

  private static Stream<SubjectState.Permitted> publishable(
      SubjectState state, Predicate<NoticeVersion> isInvalid) {
    return state.permittedContactPoints().stream()
        .filter(permitted ->
            permitted.digests().filter(digests -> !digests.isEmpty()).isPresent()
                && !isInvalid.test(permitted.notice().noticeVersion()));
  }

  private PermissionState message(
      Subject subject,
      Position position,
      List<MatchSecret> secrets,
      Predicate<NoticeVersion> isInvalid) {
    List<PermittedContactPoint> contactPoints =
        publishable(state, isInvalid)
            .map(permitted ->
                new PermittedContactPoint(
                    permitted.contactPoint().id(),
                    permitted.contactPoint().kind(),
                    keys(permitted.digests().orElseThrow(), secrets),
                    permitted.grantedAt(),
                    Optional.of(permitted.notice().noticeVersion())))
            .toList();
    return new PermissionState(id, subject.account(), position, contactPoints);
  }

  private static MatchKeys keys(List<Digest> digests, List<MatchSecret> secrets) {
    var keys = new ArrayList<MatchKey>();
    for (MatchSecret secret : secrets) {
      digests.forEach(digest -> keys.add(secret.keyOf(digest)));
    }
    return new MatchKeys(secrets.stream().map(MatchSecret::version).toList(), keys);
  }

  private void expiryChanges(
      SubjectState before, SubjectEvent event, Consumer<GrantExpiry.Change> expiries) {
    if (!(event instanceof ContactPointEvent changed)) {
      return;
    }
    Map<Purpose, GrantExpiry> were = expiring(before.contactPoints().get(changed.contactPoint()));
    Map<Purpose, GrantExpiry> are = expiring(state.contactPoints().get(changed.contactPoint()));
    were.forEach((purpose, expiry) -> {
      if (!are.containsKey(purpose)) {
        expiries.accept(new GrantExpiry.Change.Ends(expiry.key()));
      }
    });
    are.forEach((purpose, expiry) -> {
      if (!expiry.equals(were.get(purpose))) {
        expiries.accept(new GrantExpiry.Change.Begins(expiry));
      }
    });
  }

  private Map<Purpose, GrantExpiry> expiring(@Nullable ContactPoint contactPoint) {
    var expiring = new HashMap<Purpose, GrantExpiry>();
    if (contactPoint != null && !contactPoint.isRemoved()) {
      contactPoint.grants().values().stream()
          .filter(grant -> grant.isOpen())
          .forEach(grant ->
              grant
                  .terms()
                  .expiresAt()
                  .ifPresent(at ->
                      expiring.put(
                          grant.purpose(),
                          new GrantExpiry(
                              new GrantExpiry.Key(id, contactPoint.id(), grant.purpose()),
                              grant.granted().position(),
                              at))));
    }
    return expiring;
  }
}
