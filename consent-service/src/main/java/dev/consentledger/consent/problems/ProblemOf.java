package dev.consentledger.consent.problems;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.RevisionConflict;
import dev.consentledger.consent.privacy.SubjectsUnavailable;
import io.vertx.pgclient.PgException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Which problem a failure is. Only our own words get into it, never the failure's message. */
public record ProblemOf(Problem problem, List<Violation> violations) {
  /** More than this many are cut off. */
  static final int VIOLATIONS_MAX = 50;

  private static final int CAUSES_MAX = 10;

  public ProblemOf {
    violations = List.copyOf(violations);
  }

  /** The problem of a failure that intake, the ledger or a library threw. */
  public static ProblemOf failure(Throwable failure) {
    return known(failure).orElseGet(() -> new ProblemOf(Problem.INTERNAL_ERROR, List.of()));
  }

  /** The same where the failure says it; else the problem of the HTTP status. */
  static ProblemOf failure(Throwable failure, int status) {
    return known(failure).orElseGet(() -> new ProblemOf(Problem.ofStatus(status), List.of()));
  }

  private static Optional<ProblemOf> known(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++, cause = cause.getCause()) {
      Optional<ProblemOf> problem = ofOne(cause);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<ProblemOf> ofOne(Throwable failure) {
    return switch (failure) {
      case ProblemException problem ->
          Optional.of(new ProblemOf(problem.problem(), problem.violations()));
      case RevisionConflict _ -> plain(Problem.CONTENDED);
      case LedgerUnavailable _ -> plain(Problem.LEDGER_UNAVAILABLE);
      case ConstraintViolationException invalid -> Optional.of(ofViolations(invalid));
      case JsonProcessingException json -> Optional.of(ofJson(json));
      case SubjectsUnavailable _, PgException _, TimeoutException _ ->
          plain(Problem.SERVICE_UNAVAILABLE);
      default -> Optional.empty();
    };
  }

  private static Optional<ProblemOf> plain(Problem problem) {
    return Optional.of(new ProblemOf(problem, List.of()));
  }

  private static ProblemOf ofViolations(ConstraintViolationException invalid) {
    return new ProblemOf(
        Problem.INVALID_REQUEST,
        invalid.getConstraintViolations().stream()
            .map(violation -> new Violation(fieldOf(violation), violation.getMessage()))
            .sorted(Comparator.comparing(Violation::field).thenComparing(Violation::message))
            .limit(VIOLATIONS_MAX)
            .toList());
  }

  /** The path without the method and, for a body, without the parameter's name. */
  private static String fieldOf(ConstraintViolation<?> violation) {
    var field = new StringBuilder();
    for (Path.Node node : violation.getPropertyPath()) {
      boolean isOurs =
          node.getKind() == ElementKind.METHOD
              || (node.getKind() == ElementKind.PARAMETER && "body".equals(node.getName()));
      if (isOurs || node.getName() == null || node.getKind() == ElementKind.CONTAINER_ELEMENT) {
        appendIndex(field, node);
        continue;
      }
      appendIndex(field, node);
      field.append(field.isEmpty() ? "" : ".").append(node.getName());
    }
    return field.isEmpty() ? "body" : field.toString();
  }

  private static void appendIndex(StringBuilder field, Path.Node node) {
    if (node.isInIterable() && node.getIndex() != null) {
      field.append('[').append(node.getIndex()).append(']');
    }
  }

  private static ProblemOf ofJson(JsonProcessingException json) {
    String field =
        switch (json) {
          case UnrecognizedPropertyException unknown -> parentOf(unknown);
          case JsonMappingException mapping -> pathOf(mapping.getPath());
          default -> "body";
        };
    String message =
        switch (json) {
          case UnrecognizedPropertyException _ -> "has a field that this call does not know";
          case StreamReadException _ -> "must be one well-formed JSON object";
          default -> "must be of the type that the API describes";
        };
    return new ProblemOf(Problem.INVALID_REQUEST, List.of(new Violation(field, message)));
  }

  /** The unknown field's own name may be anything, personal data too, so it is not repeated. */
  private static String parentOf(UnrecognizedPropertyException unknown) {
    List<Reference> path = unknown.getPath();
    return path.isEmpty() ? "body" : pathOf(path.subList(0, path.size() - 1));
  }

  private static String pathOf(List<Reference> path) {
    var field = new StringBuilder();
    for (Reference reference : path) {
      if (reference.getFieldName() == null) {
        field.append('[').append(reference.getIndex()).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return field.isEmpty() ? "body" : field.toString();
  }
}
