package dev.consentledger.consent.problems;

import java.util.List;

/** Ends a request with a problem. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Problem problem;
  private final transient List<Violation> violations;

  public ProblemException(Problem problem) {
    this(problem, List.of());
  }

  private ProblemException(Problem problem, List<Violation> violations) {
    super(problem.shortName(), null, false, false);
    this.problem = problem;
    this.violations = List.copyOf(violations);
  }

  public static ProblemException invalid(String field, String message) {
    return invalid(List.of(new Violation(field, message)));
  }

  public static ProblemException invalid(List<Violation> violations) {
    return new ProblemException(Problem.INVALID_REQUEST, violations);
  }

  public Problem problem() {
    return problem;
  }

  public List<Violation> violations() {
    return violations;
  }
}
