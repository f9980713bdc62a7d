package dev.consentledger.kernel.identifier;

import dev.consentledger.kernel.identifier.Normalised.Forms;
import dev.consentledger.kernel.identifier.Normalised.Reason;
import dev.consentledger.kernel.identifier.Normalised.Rejected;
import java.util.List;
import java.util.Locale;

/**
 * Forms of an email address. The check is pragmatic: it keeps out what no platform would deliver
 * to, and neither quoted local parts nor address literals are read.
 */
final class EmailForms {
  /** RFC 5321 section 4.5.3.1.3: a path of 256 octets less its angle brackets. */
  private static final int LENGTH_MAX = 254;

  /** RFC 1035 section 2.3.4. */
  private static final int LABEL_LENGTH_MAX = 63;

  /** RFC 5322 section 3.2.3's specials but for the dot: legal only in a quoted local part. */
  private static final String SPECIALS = "()<>[]:;@\\,\"";

  private EmailForms() {}

  static Normalised of(String trimmed) {
    String address = trimmed.toLowerCase(Locale.ROOT);
    int at = address.indexOf('@');
    if (address.length() > LENGTH_MAX
        || at < 1
        || !isLocalPart(address, at)
        || !isDomain(address, at + 1)) {
      return new Rejected(Reason.MALFORMED);
    }
    String domain = address.substring(at);
    if (domain.equals("@gmail.com") || domain.equals("@googlemail.com")) {
      String folded = foldedLocalPart(address, at);
      // The domain is folded but not renamed: Google's own formatter keeps googlemail.com.
      if (!folded.isEmpty() && folded.length() != at) {
        return new Forms(List.of(address, folded + domain));
      }
    }
    return new Forms(List.of(address));
  }

  private static String foldedLocalPart(String address, int at) {
    int plus = address.indexOf('+');
    return address.substring(0, plus >= 0 && plus < at ? plus : at).replace(".", "");
  }

  private static boolean isLocalPart(String address, int to) {
    for (int i = 0; i < to; i += Character.charCount(address.codePointAt(i))) {
      int character = address.codePointAt(i);
      if (Trimmed.isInvisible(character)
          || SPECIALS.indexOf(character) >= 0
          || Character.getType(character) == Character.SURROGATE) {
        return false;
      }
    }
    return true;
  }

  /** At least two labels of letters, digits, marks and inner hyphens, in any script. */
  private static boolean isDomain(String address, int from) {
    int labels = 0;
    int start = from;
    for (int i = from; i <= address.length(); i++) {
      if (i == address.length() || address.charAt(i) == '.') {
        if (!isLabel(address, start, i)) {
          return false;
        }
        labels++;
        start = i + 1;
      }
    }
    return labels >= 2;
  }

  private static boolean isLabel(String address, int from, int to) {
    if (to == from
        || to - from > LABEL_LENGTH_MAX
        || address.charAt(from) == '-'
        || address.charAt(to - 1) == '-') {
      return false;
    }
    for (int i = from; i < to; i += Character.charCount(address.codePointAt(i))) {
      int character = address.codePointAt(i);
      if (character != '-' && !Character.isLetterOrDigit(character) && !isMark(character)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isMark(int character) {
    int type = Character.getType(character);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }
}
