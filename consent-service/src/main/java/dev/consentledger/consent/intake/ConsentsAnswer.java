package dev.consentledger.consent.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.consentledger.consent.decision.ContactPoint;
import dev.consentledger.consent.decision.Moment;
import dev.consentledger.consent.decision.NoticeState;
import dev.consentledger.consent.decision.NoticeState.Invalidation;
import dev.consentledger.consent.decision.PurposeGrant;
import dev.consentledger.consent.decision.PurposeGrant.Cause;
import dev.consentledger.consent.decision.PurposeGrant.Ending;
import dev.consentledger.consent.decision.SubjectState;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An account's consents at one point: never an address, a number or a digest. */
@Schema(name = "Consents", description = "What was granted, and what of it was active.")
record ConsentsAnswer(
    @Schema(examples = "account-1") String account,
    @Schema(description = "Every event up to here is in it, and none after", examples = "17")
        long position,
    @Schema(description = "Grants past their own time at this instant are expired") Instant at,
    List<Point> contactPoints,
    @Schema(description = "Preference signals that were ever set") List<SignalAnswer> signals) {

  /** A preference signal of the person, such as Global Privacy Control. */
  @Schema(name = "Signal")
  record SignalAnswer(
      @Schema(examples = "gpc") String signal,
      boolean on,
      @Schema(description = "Position of its last change") long changedAt) {}

  /** One contact point. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ContactPointConsents")
  record Point(
      @Schema(examples = "phone-1") String id,
      @Schema(enumeration = {"email", "phone"}) String kind,
      @Schema(examples = "[\"security.two_factor\"]") List<String> collectedFor,
      NoticeBody notice,
      @Schema(enumeration = {"registered", "removed"}) String state,
      @Schema(description = "Position") long registeredAt,
      @Schema(description = "Position") @Nullable Long removedAt,
      @Schema(description = "The newest grant of each purpose") List<Held> grants) {}

  /** The newest grant of one purpose. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "HeldGrant")
  record Held(
      @Schema(examples = "advertising.list_matching") String purpose,
      @Schema(description = "Data Privacy Vocabulary") String purposeIri,
      @Schema(
              description =
                  "overridden: a signal that is on stands above it; invalidated: the notice it was"
                      + " given under is",
              enumeration = {
                "active",
                "overridden",
                "invalidated",
                "withdrawn",
                "expired",
                "ended_by_removal"
              })
          String state,
      @Schema(description = "Position of the grant, which names it") long position,
      Instant grantedAt,
      @Nullable Instant endedAt,
      @Schema(description = "Position from which on no grant under its notice counts")
          @Nullable Long invalidatedAt,
      NoticeBody notice,
      String context,
      String method,
      String legalBasis,
      @Nullable Instant expiresAt) {}

  /**
   * @param notices by their id, those that the grants name
   */
  static ConsentsAnswer of(
      AccountId account,
      SubjectState state,
      Map<String, NoticeState> notices,
      Position position,
      Instant at) {
    return new ConsentsAnswer(
        account.value(),
        position.value(),
        at,
        state.contactPoints().values().stream()
            .map(point -> point(state, notices, point, at))
            .toList(),
        state.signals().entrySet().stream()
            .map(signal ->
                new SignalAnswer(
                    signal.getKey().code(),
                    signal.getValue().on(),
                    signal.getValue().changed().position().value()))
            .toList());
  }

  private static Point point(
      SubjectState state, Map<String, NoticeState> notices, ContactPoint point, Instant at) {
    return new Point(
        point.id().value(),
        point.kind().code(),
        point.collectedFor().stream().sorted().map(Purpose::code).toList(),
        NoticeBody.of(point.notice()),
        point.isRemoved() ? "removed" : "registered",
        point.registered().position().value(),
        point.removed().map(Moment::position).map(Position::value).orElse(null),
        point.grants().values().stream()
            .map(grant -> held(state, invalidation(notices, grant), grant, at))
            .toList());
  }

  private static Optional<Invalidation> invalidation(
      Map<String, NoticeState> notices, PurposeGrant grant) {
    Notice notice = grant.terms().notice();
    return Optional.ofNullable(notices.get(notice.id()))
        .flatMap(known -> known.invalidation(notice.version()));
  }

  private static Held held(
      SubjectState subject, Optional<Invalidation> invalidation, PurposeGrant grant, Instant at) {
    Optional<Instant> expiresAt = grant.terms().expiresAt();
    boolean isOver = grant.isOpen() && !grant.isActiveAt(at);
    String counted = subject.isOverridden(grant.purpose()) ? "overridden" : "active";
    String open = invalidation.isPresent() ? "invalidated" : counted;
    String state =
        grant.ended().map(Ending::cause).map(Cause::code).orElse(isOver ? "expired" : open);
    Optional<Instant> endedAt =
        isOver ? expiresAt : grant.ended().map(Ending::moment).map(Moment::time);
    return new Held(
        grant.purpose().code(),
        grant.purpose().dpvIri(),
        state,
        grant.granted().position().value(),
        grant.granted().time(),
        endedAt.orElse(null),
        invalidation.map(gone -> gone.moment().position().value()).orElse(null),
        NoticeBody.of(grant.terms().notice()),
        grant.terms().context(),
        grant.terms().method(),
        grant.terms().legalBasis(),
        expiresAt.orElse(null));
  }
}
