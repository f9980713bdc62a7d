package dev.consentledger.consent.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** What a write answers; a repeat answers the same. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Written", description = "The same for a repeat of the same write.")
record WriteAnswer(
    @Schema(
            description = "Where it stands in the ledger; may be sent as At-Least-Position",
            examples = "17")
        long position,
    @Schema(examples = "phone-1") @Nullable String contactPoint,
    @Schema(examples = "advertising.list_matching") @Nullable String purpose,
    @Schema(enumeration = {"registered", "removed", "active", "ended", "on", "off"})
        @Nullable String state) {
  static final String HEADER = "Ledger-Position";

  /** 200 with the header, or the refusal's problem. */
  static RestResponse<WriteAnswer> of(
      Outcome outcome,
      @Nullable String contactPoint,
      @Nullable String purpose,
      @Nullable String state) {
    return switch (outcome) {
      case Outcome.Done(var position) ->
          RestResponse.ResponseBuilder.ok(
                  new WriteAnswer(position.value(), contactPoint, purpose, state))
              .header(HEADER, position.value())
              .build();
      case Outcome.Refused(var refusal) ->
          throw new ProblemException(Problem.named(refusal.problem()));
    };
  }
}
