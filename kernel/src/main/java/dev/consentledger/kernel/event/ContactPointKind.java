package dev.consentledger.kernel.event;

import java.util.Locale;
import java.util.Optional;

/** What an identifier is. */
public enum ContactPointKind {
  EMAIL,
  PHONE;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<ContactPointKind> ofCode(String code) {
    return switch (code) {
      case "email" -> Optional.of(EMAIL);
      case "phone" -> Optional.of(PHONE);
      default -> Optional.empty();
    };
  }
}
