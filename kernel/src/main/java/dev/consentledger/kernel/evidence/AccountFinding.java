package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A subject's contact points and grants, each with the event that caused it. Made by {@link #of}.
 *
 * @param contactPoints every one there ever was, oldest first, with its grants
 * @param signals every change of one, oldest first
 */
public record AccountFinding(
    AccountQuery accountQuery,
    List<ContactPointState> contactPoints,
    List<Placed<SignalChanged>> signals)
    implements Finding {

  /** One contact point, and every grant there ever was on it. */
  public record ContactPointState(ContactPointLife life, List<GrantState> grants) {
    public ContactPointState {
      grants = List.copyOf(grants);
    }

    JsonObject json() {
      ContactPointRegistered registered = life.registration().event();
      return JsonObject.builder()
          .put("contactPoint", registered.contactPoint().value())
          .put("kind", registered.kind().code())
          .put(
              "collectedFor",
              registered.collectedFor().stream().sorted().map(Purpose::code).toList())
          .put("notice", Fields.notice(registered.notice()))
          .put("registered", life.registration().cause())
          .put("removed", life.removal().map(Placed::cause).orElse(null))
          .put("grants", grants.stream().map(GrantState::json).toList())
          .build();
    }
  }

  /**
   * One grant.
   *
   * @param state {@code active}; {@code overridden} while a signal stands above it; {@code
   *     invalidated} since the notice it was given under is; or how it ended: {@code withdrawn},
   *     {@code expired}, {@code ended_by_removal}, {@code replaced}
   * @param invalidated the entry that invalidated its notice, as far as the query goes
   */
  public record GrantState(
      GrantLife life, String state, Optional<Placed<NoticeInvalidated>> invalidated) {
    JsonObject json() {
      PurposeGranted granted = life.grant().event();
      return JsonObject.builder()
          .put("purpose", granted.purpose().code())
          .put("state", state)
          .put("notice", Fields.notice(granted.notice()))
          .put("context", granted.context())
          .put("method", granted.method())
          .put("legalBasis", granted.legalBasis())
          .put("expiresAt", granted.expiresAt().map(Instant::toString).orElse(null))
          .put("granted", life.grant().cause())
          .put("ended", life.ending().map(ending -> ending.event().cause()).orElse(null))
          .put("invalidated", invalidated.map(Placed::cause).orElse(null))
          .build();
    }
  }

  public AccountFinding {
    contactPoints = List.copyOf(contactPoints);
    signals = List.copyOf(signals);
  }

  /**
   * Folds the subject's stream as far as the query goes.
   *
   * @param notices at least those that the subject's grants were given under
   */
  public static AccountFinding of(
      AccountQuery query, Iterable<Placed<SubjectEvent>> stream, InvalidNotices notices) {
    List<Placed<SubjectEvent>> covered =
        StreamSupport.stream(stream.spliterator(), false).takeWhile(query::covers).toList();
    SubjectGrants folded = SubjectGrants.of(query.subject(), covered);
    List<ContactPointState> states =
        folded.contactPoints().stream()
            .map(life -> new ContactPointState(life, grantsOn(life, folded, query, notices)))
            .toList();
    return new AccountFinding(query, states, folded.signals());
  }

  private static List<GrantState> grantsOn(
      ContactPointLife contactPoint,
      SubjectGrants folded,
      AccountQuery query,
      InvalidNotices notices) {
    return folded.grants().stream()
        .filter(grant -> grant.registration().equals(contactPoint.registration()))
        .map(grant -> {
          var invalidated = notices.of(grant.notice()).filter(query::covers);
          String open = invalidated.isPresent() ? "invalidated" : "active";
          return new GrantState(grant, stateOf(grant, folded, query.at(), open), invalidated);
        })
        .toList();
  }

  private static String stateOf(
      GrantLife grant, SubjectGrants folded, Optional<Instant> at, String open) {
    if (grant.ending().isPresent()) {
      return grant.ending().get().how().code();
    }
    Optional<Instant> expiry = grant.grant().event().expiresAt();
    boolean isOver = at.isPresent() && expiry.isPresent() && !expiry.get().isAfter(at.get());
    if (isOver) {
      return GrantLife.EndedBy.EXPIRED.code();
    }
    return open.equals("active") && folded.isOverriddenAtLast(grant.purpose())
        ? "overridden"
        : open;
  }

  @Override
  public Kind kind() {
    return Kind.ACCOUNT;
  }

  @Override
  public JsonObject query() {
    return accountQuery.json();
  }

  @Override
  public JsonObject result() {
    return JsonObject.builder()
        .put("contactPoints", contactPoints.stream().map(ContactPointState::json).toList())
        .put("signals", signals.isEmpty() ? null : signals.stream().map(this::signal).toList())
        .build();
  }

  private JsonObject signal(Placed<SignalChanged> change) {
    return JsonObject.builder()
        .put("signal", change.event().signal().code())
        .put("on", change.event().on())
        .put("changed", change.cause())
        .build();
  }
}
