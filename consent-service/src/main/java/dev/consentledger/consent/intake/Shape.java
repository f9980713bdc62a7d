package dev.consentledger.consent.intake;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a text in a request must look like, and the sentence for where it does not. */
enum Shape {
  ACCOUNT(
      AccountId::isAcceptable,
      "must be an opaque id: 1 to 128 letters, digits, dots, colons, hyphens or underscores"),
  CONTACT_POINT(
      ContactPointId::isAcceptable,
      "must be an opaque id, not an address or a number: 1 to 64 letters, digits, dots, colons,"
          + " hyphens or underscores"),
  KIND(text -> ContactPointKind.ofCode(text).isPresent(), "must be email or phone"),
  PURPOSE(
      text -> Purpose.ofCode(text).isPresent(),
      "must be a purpose of the API, such as advertising.list_matching"),
  PURPOSES(
      text -> !PurposePattern.of(text).isEmpty(),
      "must be a purpose, or a group of them such as advertising.*"),
  SIGNAL(text -> Signal.ofCode(text).isPresent(), "must be a signal of the API: gpc"),
  /** Tokens stand in the clear in the ledger, so none may be an address or a number. */
  TOKEN(
      Shape::isToken,
      "must be 1 to 64 letters, digits or . _ : / ( ) - and must not look like a phone number"),
  WORD(
      text -> isToken(text) && !isDigits(text),
      "must be 1 to 64 letters, digits or . _ : / ( ) - and not digits alone"),
  /** The id of a notice that can be registered: it names a stream. A version is written alike. */
  NOTICE(
      text -> isToken(text) && StreamName.ofNotice(text).isPresent(),
      "must be 1 to 64 letters, digits or . _ : - and must not look like a phone number"),
  LOCALE(Shape::isLocale, "must be a BCP 47 language tag, such as en-GB"),
  SHA256_HEX(Pattern.compile("[0-9a-fA-F]{64}").asMatchPredicate(), "must be 64 hex digits"),
  REGION(
      text -> Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2).contains(text),
      "must be an ISO 3166 country code of two capital letters, such as GB"),
  INSTANT(Shape::isInstant, "must be an instant, such as 2027-01-31T00:00:00Z"),
  RANDOM_ID(Shape::isUuid, "must be a UUID"),
  ADVERTISER(text -> !text.isEmpty() && text.length() <= 128, "must have 1 to 128 characters");

  private static final int TOKEN_CHARACTERS_MAX = 64;
  private static final Pattern LOCALE_CHARACTERS = Pattern.compile("[A-Za-z0-9-]{2,35}");
  private static final Instant YEAR_10_000 = Instant.parse("+10000-01-01T00:00:00Z");

  // A predicate is no immutable type; these are pure functions without state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Predicate<String> accepts;

  private final String message;

  Shape(Predicate<String> accepts, String message) {
    this.accepts = accepts;
    this.message = message;
  }

  boolean accepts(String text) {
    return accepts.test(text);
  }

  String message() {
    return message;
  }

  /** A plain loop: every grant has seven tokens, and two patterns for each took their time. */
  private static boolean isToken(String text) {
    int letters = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
        letters++;
      } else if ("._:/()-".indexOf(c) < 0) {
        return false;
      }
    }
    boolean isNumberLike = letters == 0 && digits >= 7 && digits <= 20;
    return !text.isEmpty() && text.length() <= TOKEN_CHARACTERS_MAX && !isNumberLike;
  }

  private static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static boolean isLocale(String text) {
    if (!LOCALE_CHARACTERS.matcher(text).matches()) {
      return false;
    }
    try {
      return !new Locale.Builder().setLanguageTag(text).build().getLanguage().isEmpty();
    } catch (IllformedLocaleException e) {
      return false;
    }
  }

  private static boolean isInstant(String text) {
    try {
      Instant instant = Instant.parse(text);
      return instant.isAfter(Instant.EPOCH) && instant.isBefore(YEAR_10_000);
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static boolean isUuid(String text) {
    try {
      return UUID.fromString(text).toString().equals(text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
