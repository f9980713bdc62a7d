package dev.consentledger.consent.notice;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A text, with the SHA-256 of its UTF-8 bytes that names it, 64 lower-case hex digits. */
public record NoticeText(String sha256, String text, int bytes) {
  /** Empty where the text is blank, or holds half a character that UTF-8 can't write. */
  public static Optional<NoticeText> of(String text) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      int bytes = encoded.remaining();
      return Optional.of(new NoticeText(hex(encoded), text, bytes));
    } catch (CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static String hex(ByteBuffer utf8) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(utf8);
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
