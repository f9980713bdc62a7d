package dev.consentledger.kernel.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 of one normalised form of an identifier, held as 64 lower-case hex digits. A digest of a
 * phone number can be guessed back, so its {@code toString} does not print it.
 */
public record Digest(String hex) {
  public Digest {
    if (hex.length() != 64 || !isLowerHex(hex)) {
      throw new IllegalArgumentException("a digest is 64 lower-case hex digits");
    }
  }

  public static Digest ofForm(String normalisedForm) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(normalisedForm.getBytes(StandardCharsets.UTF_8));
      return new Digest(HexFormat.of().formatHex(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  /** A plain loop: a stream over the digits took a tenth of reading a list. */
  private static boolean isLowerHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "Digest(not printed)";
  }
}
