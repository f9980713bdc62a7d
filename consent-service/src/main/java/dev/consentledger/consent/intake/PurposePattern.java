package dev.consentledger.consent.intake;

import dev.consentledger.kernel.purpose.Purpose;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** One purpose by its code, or all of a group, such as {@code advertising.*}. */
final class PurposePattern {
  private static final String ALL = ".*";

  private PurposePattern() {}

  /** The purposes that the pattern names; empty where it names none. */
  static Set<Purpose> of(String pattern) {
    if (pattern.endsWith(ALL)) {
      String group = pattern.substring(0, pattern.length() - ALL.length() + 1);
      return Arrays.stream(Purpose.values())
          .filter(purpose -> group.length() > 1 && purpose.code().startsWith(group))
          .collect(Collectors.toUnmodifiableSet());
    }
    return Purpose.ofCode(pattern).map(Set::of).orElse(Set.of());
  }
}
