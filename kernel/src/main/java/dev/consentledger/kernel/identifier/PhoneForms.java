package dev.consentledger.kernel.identifier;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.consentledger.kernel.identifier.Normalised.Forms;
import dev.consentledger.kernel.identifier.Normalised.Reason;
import dev.consentledger.kernel.identifier.Normalised.Rejected;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Forms of a phone number, by libphonenumber. A number counts when its length is possible in its
 * country; whether its range is assigned changes from month to month, so it does not decide.
 */
final class PhoneForms {
  /** Fifteen digits (E.164) and generous punctuation. */
  private static final int LENGTH_MAX = 64;

  private static final PhoneNumberUtil NUMBERS = PhoneNumberUtil.getInstance();

  private PhoneForms() {}

  static boolean isRegion(String code) {
    return NUMBERS.getSupportedRegions().contains(code);
  }

  static Normalised of(String trimmed, @Nullable String defaultRegion) {
    if (trimmed.length() > LENGTH_MAX || !isNumberLike(trimmed)) {
      return new Rejected(Reason.MALFORMED);
    }
    return number(trimmed, defaultRegion)
        .map(number -> NUMBERS.format(number, PhoneNumberFormat.E164))
        .<Normalised>map(e164 -> new Forms(List.of(e164, e164.substring(1))))
        .orElseGet(() -> new Rejected(Reason.MALFORMED));
  }

  /**
   * libphonenumber finds a number inside other text, reads letters as keys and drops extensions;
   * each would make one number of two, so letters and odd signs are refused before it.
   */
  private static boolean isNumberLike(String text) {
    boolean hasDigit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        hasDigit = true;
      } else if (c != '+'
          && c != '\uff0b'
          && "-./()".indexOf(c) < 0
          && !Character.isSpaceChar(c)
          && Character.getType(c) != Character.DASH_PUNCTUATION) {
        return false;
      }
    }
    return hasDigit;
  }

  private static Optional<PhoneNumber> number(String text, @Nullable String defaultRegion) {
    if (text.charAt(0) == '+' || text.charAt(0) == '\uff0b') {
      return parse(text, null).filter(PhoneForms::isPossible);
    }
    boolean bareDigits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (defaultRegion == null) {
      return bareDigits ? parse("+" + text, null).filter(PhoneForms::isPossible) : Optional.empty();
    }
    Optional<PhoneNumber> national = parse(text, defaultRegion);
    return bareDigits
        ? inRegion(text, defaultRegion, national)
        : national.filter(PhoneForms::isPossible);
  }

  /**
   * Bare digits may be a national number or, as Meta has them, E.164 without its plus. An assigned
   * number goes before a merely possible one, and the region's own reading goes first.
   */
  private static Optional<PhoneNumber> inRegion(
      String digits, String region, Optional<PhoneNumber> national) {
    String ownCode = Integer.toString(NUMBERS.getCountryCodeForRegion(region));
    Optional<PhoneNumber> valid = national.filter(NUMBERS::isValidNumber);
    if (valid.isPresent() && !digits.startsWith(ownCode)) {
      return valid;
    }
    Optional<PhoneNumber> international = parse("+" + digits, null);
    Optional<PhoneNumber> validToo = international.filter(NUMBERS::isValidNumber);
    if (valid.isPresent() && validToo.isPresent() && !valid.equals(validToo)) {
      // It begins with the region's own code. Where national numbers are written with a trunk
      // prefix it lacks one, so it is international; elsewhere nobody can tell.
      return NUMBERS.getNddPrefixForRegion(region, true) == null ? Optional.empty() : validToo;
    }
    return valid
        .or(() -> validToo)
        .or(() -> national.filter(PhoneForms::isPossible))
        .or(() -> international.filter(PhoneForms::isPossible));
  }

  private static Optional<PhoneNumber> parse(String text, @Nullable String region) {
    try {
      return Optional.of(NUMBERS.parse(text, region));
    } catch (NumberParseException _) {
      return Optional.empty();
    }
  }

  private static boolean isPossible(PhoneNumber number) {
    return NUMBERS.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE;
  }
}
