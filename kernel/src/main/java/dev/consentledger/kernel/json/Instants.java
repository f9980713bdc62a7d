package dev.consentledger.kernel.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Reads instants in UTC as {@link Instant#parse} does, which takes other offsets too. The form that
 * {@link Instant#toString} writes is read by hand: {@code parse} is made for every form.
 */
final class Instants {
  /** {@code 2026-01-31T23:59:59Z}; a fraction of up to nine digits may stand before the Z. */
  private static final int CHARACTERS_MIN = 20;

  private static final int CHARACTERS_MAX = CHARACTERS_MIN + 1 + 9;
  private static final int NONE = -1;

  private Instants() {}

  /** Null where the text is no instant in UTC. */
  static @Nullable Instant parse(String text) {
    if (!text.endsWith("Z")) {
      return null;
    }
    Instant plain = plain(text);
    if (plain != null) {
      return plain;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) {
      return null;
    }
  }

  /** Null where the text has another form or a part is out of range: {@code parse} decides then. */
  private static @Nullable Instant plain(String text) {
    int length = text.length();
    if (length < CHARACTERS_MIN || length > CHARACTERS_MAX || !isPunctuated(text)) {
      return null;
    }
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    int nanos = length == CHARACTERS_MIN ? 0 : nanos(text, 20, length - 1);
    boolean isTime = hour > NONE && hour < 24 && minute > NONE && minute < 60;
    boolean isSecond = second > NONE && second < 60 && nanos > NONE;
    return isDate(year, month, day) && isTime && isSecond
        ? LocalDate.of(year, month, day)
            .atTime(hour, minute, second, nanos)
            .toInstant(ZoneOffset.UTC)
        : null;
  }

  private static boolean isDate(int year, int month, int day) {
    return year > NONE
        && month >= 1
        && month <= 12
        && day >= 1
        && day <= LocalDate.of(year, month, 1).lengthOfMonth();
  }

  private static boolean isPunctuated(String text) {
    return text.charAt(4) == '-'
        && text.charAt(7) == '-'
        && text.charAt(10) == 'T'
        && text.charAt(13) == ':'
        && text.charAt(16) == ':'
        && text.charAt(19) == (text.length() == CHARACTERS_MIN ? 'Z' : '.');
  }

  private static int nanos(String text, int from, int to) {
    int nanos = from == to ? NONE : digits(text, from, to);
    for (int i = to - from; nanos != NONE && i < 9; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  /** The number that these characters write, or {@link #NONE}. */
  private static int digits(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = 10 * number + digit;
    }
    return number;
  }
}
