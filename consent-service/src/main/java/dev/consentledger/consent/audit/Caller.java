package dev.consentledger.consent.audit;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.AuditEvent.AuditCallRecorded;
import dev.consentledger.kernel.event.AuditorId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Reads what every audit call carries; throws the problem where it is wrong. */
final class Caller {
  static final String GROUP = "auditor";
  static final String READER_GROUP = "consent-reader";
  static final String REASON = "Audit-Reason";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private Caller() {}

  /** An auditor is its token's {@code sub}. */
  static AuditorId auditor(JsonWebToken token) {
    String subject = token.getSubject();
    if (subject == null || subject.isEmpty() || subject.length() > 128) {
      throw new ProblemException(Problem.FORBIDDEN);
    }
    return new AuditorId(subject);
  }

  static String reason(@Nullable String given) {
    if (given == null || given.isBlank()) {
      throw new ProblemException(Problem.REASON_REQUIRED);
    }
    return acceptable(given);
  }

  static Optional<String> optionalReason(@Nullable String given) {
    return given == null || given.isBlank() ? Optional.empty() : Optional.of(acceptable(given));
  }

  static @Nullable String idempotencyKey(@Nullable String given) {
    if (given != null && !KEY.matcher(given).matches()) {
      throw ProblemException.invalid(IDEMPOTENCY_KEY, "must be 1 to 128 visible ASCII characters");
    }
    return given;
  }

  static UUID replay(String path) {
    try {
      UUID id = UUID.fromString(path);
      if (id.toString().equalsIgnoreCase(path)) {
        return id;
      }
    } catch (IllegalArgumentException _) {
      // Told below: what is no id names nothing.
    }
    throw new ProblemException(Problem.REPLAY_UNKNOWN);
  }

  private static String acceptable(String reason) {
    if (!AuditCallRecorded.isAcceptableReason(reason)) {
      throw ProblemException.invalid(
          "reason",
          "must have at most "
              + AuditCallRecorded.REASON_LENGTH_MAX
              + " characters and hold no address and no number: it is recorded in the ledger");
    }
    return reason;
  }
}
