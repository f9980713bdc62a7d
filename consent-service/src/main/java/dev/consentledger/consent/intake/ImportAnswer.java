package dev.consentledger.consent.intake;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemOf;
import dev.consentledger.consent.problems.Violation;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** One line of an import's answer: what became of one line, or the summary at the end. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "ImportAnswer",
    description = "One for each line, in the order in which they were done; the summary is last.")
record ImportAnswer(
    @Schema(description = "The line's number, from 1", examples = "1") @Nullable Long line,
    @Schema(examples = "17") @Nullable Long position,
    @Nullable LineProblem problem,
    @Nullable Summary summary) {

  /** Why a line was refused. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @Schema(name = "LineProblem")
  record LineProblem(
      String type, String title, int status, String detail, List<Violation> violations) {
    static LineProblem of(ProblemOf what) {
      Problem problem = what.problem();
      return new LineProblem(
          problem.type().toString(),
          problem.title(),
          problem.status(),
          problem.detail(),
          what.violations());
    }
  }

  /** The end of the answer; an answer without it was cut off. Blank lines are not counted. */
  @Schema(name = "ImportSummary")
  record Summary(
      @Schema(examples = "2") long lines,
      @Schema(examples = "1") long accepted,
      @Schema(examples = "1") long refused,
      @Schema(description = "The highest position of any line", examples = "17") long position) {}

  static ImportAnswer accepted(long line, long position) {
    return new ImportAnswer(line, position, null, null);
  }

  static ImportAnswer refused(long line, ProblemOf problem) {
    return new ImportAnswer(line, null, LineProblem.of(problem), null);
  }

  static ImportAnswer summary(Summary summary) {
    return new ImportAnswer(null, null, null, summary);
  }
}
