package dev.consentledger.consent.audit;

import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.AccountQuery;
import dev.consentledger.kernel.evidence.ImpactQuery;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import io.smallrye.mutiny.Uni;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A question as an auditor sends it: its kind, why it is asked, and that kind's own fields. */
@Schema(name = "ReplayQuestion")
record ReplayBody(
    @Schema(
            required = true,
            enumeration = {"ledger", "account", "run", "impact"})
        @Nullable String kind,
    @Schema(
            required = true,
            description = "Why; recorded in the ledger, so without any address, number or account",
            examples = "Order 2026/17 of the data protection authority")
        @Nullable String reason,
    @Schema(description = "account: whose state") @Nullable String account,
    @Schema(
            description =
                "account: whose state, by the id in the ledger: all that there is of an account that"
                    + " was erased")
        @Nullable String subject,
    @Schema(description = "account: at this position; at the last checkpoint where none is given")
        @Nullable Long position,
    @Schema(description = "account: at this instant", examples = "2026-03-01T10:00:00Z")
        @Nullable String at,
    @Schema(description = "run: which") @Nullable String run,
    @Schema(description = "impact: the notice of the grant or of its contact point")
        @Nullable NoticeCriterion notice,
    @Schema(description = "impact: the notice of the grant, whatever its contact point's is")
        @Nullable NoticeCriterion grantNotice,
    @Schema(description = "impact: the contact point was collected for one of these")
        @Nullable List<String> collectedFor,
    @Schema(description = "impact: the grant's method", examples = "toggle")
        @Nullable String method,
    @Schema(description = "impact: the grant's context", examples = "settings.ads")
        @Nullable String context,
    @Schema(description = "impact: the run's position is this or later")
        @Nullable Long positionFrom,
    @Schema(description = "impact: the run's position is earlier") @Nullable Long positionBefore,
    @Schema(description = "impact: the run was recorded then or later") @Nullable String timeFrom,
    @Schema(description = "impact: the run was recorded earlier") @Nullable String timeBefore,
    @Schema(description = "impact: whose audience") @Nullable String advertiser) {

  /** A notice, in one version or in any. */
  record NoticeCriterion(@Nullable String id, @Nullable String version) {
    private JsonObject json() {
      return JsonObject.builder().put("id", id).put("version", version).build();
    }
  }

  /** The question; throws or fails with a problem where it is none. */
  Uni<Question> question(Subjects subjects) {
    return switch (kind == null ? "" : kind) {
      case "ledger" -> only(List.of()).map(_ -> new Question.Ledger());
      case "account" ->
          only(List.of("account", "subject", "position", "at")).chain(() -> account(subjects));
      case "run" -> only(List.of("run")).map(_ -> new Question.Run(runId()));
      case "impact" ->
          only(List.of(
                  "notice",
                  "grantNotice",
                  "collectedFor",
                  "method",
                  "context",
                  "positionFrom",
                  "positionBefore",
                  "timeFrom",
                  "timeBefore",
                  "advertiser"))
              .map(_ -> new Question.Impact(impact()));
      default -> throw ProblemException.invalid("kind", "must be ledger, account, run or impact");
    };
  }

  private Uni<Question> account(Subjects subjects) {
    if ((account == null) == (subject == null)) {
      throw ProblemException.invalid("account", "give an account or a subject, and not both");
    }
    if (position != null && at != null) {
      throw ProblemException.invalid("at", "give a position or an instant, not both");
    }
    Optional<Position> atPosition =
        Optional.ofNullable(position).map(value -> positionOf("position", value));
    Optional<Instant> atInstant = Optional.ofNullable(at).map(text -> instant("at", text));
    return subject(subjects)
        .map(of -> new Question.Account(new AccountQuery(of, atPosition, atInstant)));
  }

  private Uni<SubjectId> subject(Subjects subjects) {
    if (subject != null) {
      try {
        return Uni.createFrom().item(SubjectId.parse(subject));
      } catch (IllegalArgumentException _) {
        throw ProblemException.invalid("subject", "must be a subject's id");
      }
    }
    if (account == null || !AccountId.isAcceptable(account)) {
      throw ProblemException.invalid("account", "must be an account's id");
    }
    return subjects
        .find(new AccountId(account))
        .map(found -> found.orElseThrow(() -> new ProblemException(Problem.ACCOUNT_UNKNOWN)).id());
  }

  private RunId runId() {
    try {
      return RunId.parse(String.valueOf(run));
    } catch (IllegalArgumentException _) {
      throw ProblemException.invalid("run", "must be a run's id");
    }
  }

  /** Through the kernel's own reader, so that the answer repeats exactly this question. */
  private ImpactQuery impact() {
    if (timeFrom != null) {
      instant("timeFrom", timeFrom);
    }
    if (timeBefore != null) {
      instant("timeBefore", timeBefore);
    }
    try {
      return ImpactQuery.fromJson(
          JsonObject.builder()
              .put("notice", notice == null ? null : notice.json())
              .put("grantNotice", grantNotice == null ? null : grantNotice.json())
              .put("collectedFor", collectedFor)
              .put("method", method)
              .put("context", context)
              .put("positionFrom", positionFrom)
              .put("positionBefore", positionBefore)
              .put("timeFrom", timeFrom)
              .put("timeBefore", timeBefore)
              .put("advertiser", advertiser)
              .build());
    } catch (JsonException | IllegalArgumentException _) {
      throw ProblemException.invalid(
          "body", "must hold the criteria as the API describes them, such as known purposes");
    }
  }

  /** A field of another kind was meant to narrow the answer, and would be ignored. */
  private Uni<Void> only(List<String> fields) {
    given("account", account, fields);
    given("subject", subject, fields);
    given("position", position, fields);
    given("at", at, fields);
    given("run", run, fields);
    given("notice", notice, fields);
    given("grantNotice", grantNotice, fields);
    given("collectedFor", collectedFor, fields);
    given("method", method, fields);
    given("context", context, fields);
    given("positionFrom", positionFrom, fields);
    given("positionBefore", positionBefore, fields);
    given("timeFrom", timeFrom, fields);
    given("timeBefore", timeBefore, fields);
    given("advertiser", advertiser, fields);
    return Uni.createFrom().voidItem();
  }

  private static void given(String field, @Nullable Object value, List<String> fields) {
    if (value != null && !fields.contains(field)) {
      throw ProblemException.invalid(field, "has no meaning for this kind of replay");
    }
  }

  private static Position positionOf(String field, long value) {
    if (value < 0) {
      throw ProblemException.invalid(field, "a position is not negative");
    }
    return new Position(value);
  }

  private static Instant instant(String field, String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) {
      throw ProblemException.invalid(field, "must be an instant, such as 2026-03-01T10:00:00Z");
    }
  }
}
