package dev.consentledger.consent.intake;

import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.Position;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code at} of a question about consents: now, a position, or an instant. */
sealed interface AsOf {
  /** No {@code at} was given. */
  record Now() implements AsOf {}

  /** Digits. */
  record AtPosition(Position position) implements AsOf {}

  /** An ISO 8601 instant. */
  record AtInstant(Instant instant) implements AsOf {}

  Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  /** Throws an invalid-request problem where the text is neither. */
  static AsOf parse(@Nullable String at) {
    if (at == null) {
      return new Now();
    }
    if (DIGITS.matcher(at).matches()) {
      return new AtPosition(new Position(Long.parseLong(at)));
    }
    try {
      return new AtInstant(Instant.parse(at));
    } catch (DateTimeException e) {
      throw ProblemException.invalid(
          "at", "must be a position, such as 17, or an instant, such as 2026-03-01T10:00:00Z");
    }
  }
}
