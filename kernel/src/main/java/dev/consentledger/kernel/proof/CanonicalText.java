package dev.consentledger.kernel.proof;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The texts that C2SP's formats share, read in their one canonical spelling: two spellings of one
 * value would let two different files carry one signature.
 */
final class CanonicalText {
  private CanonicalText() {}

  /** ASCII decimal without leading zeros, below 2^63. */
  static long decimal(String text, String what) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    try {
      if (digits && (text.length() == 1 || text.charAt(0) != '0')) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException _) {
      // Falls through to the one refusal below.
    }
    throw new ProofException(what + " is not a decimal below 2^63 without leading zeros");
  }

  /** RFC 4648 section 4, padded, unused bits zero. */
  static byte[] base64(String text, String what) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException _) {
      // Falls through to the one refusal below.
    }
    throw new ProofException(what + " is not base64");
  }

  static Hash hash(String text, String what) {
    byte[] bytes = base64(text, what);
    if (bytes.length != Hash.BYTES) {
      throw new ProofException(what + " has not " + Hash.BYTES + " bytes");
    }
    return new Hash(bytes);
  }

  /** The lines of a text whose every line ends with a newline. */
  static List<String> lines(String text, String what) {
    if (!text.endsWith("\n")) {
      throw new ProofException(what + " does not end with a newline");
    }
    return Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1));
  }
}
