package dev.consentledger.kernel.identifier;

import dev.consentledger.kernel.event.Digest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Reads the texts in which a SHA-256 is uploaded. */
final class DigestText {
  private static final int BYTES = 32;
  private static final int HEX_LENGTH = 64;
  private static final int BASE64_LENGTH = 43;

  private DigestText() {}

  static Optional<Digest> read(String text) {
    return switch (text.length()) {
      case HEX_LENGTH -> hex(text);
      case BASE64_LENGTH -> base64(text);
      case BASE64_LENGTH + 1 ->
          text.charAt(BASE64_LENGTH) == '='
              ? base64(text.substring(0, BASE64_LENGTH))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Digest> hex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(new Digest(text.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Digest> base64(String unpadded) {
    boolean urlSafe = unpadded.indexOf('-') >= 0 || unpadded.indexOf('_') >= 0;
    try {
      byte[] bytes = (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(unpadded);
      // The last digit carries two bits too many; anything but zeros there is no encoder's output.
      boolean canonical = "AEIMQUYcgkosw048".indexOf(unpadded.charAt(BASE64_LENGTH - 1)) >= 0;
      return bytes.length == BYTES && canonical
          ? Optional.of(new Digest(HexFormat.of().formatHex(bytes)))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
