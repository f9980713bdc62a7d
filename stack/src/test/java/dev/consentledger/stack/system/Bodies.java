package dev.consentledger.stack.system;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/** Request bodies as platforms and advertisers write them. */
final class Bodies {
  static final String LIST_MATCHING = "advertising.list_matching";
  static final String NOTICE_TEXT = "Advertisers who already know you may reach you here.";
  private static final String NOTICE = notice("list-matching", "1");

  private Bodies() {}

  /** How a grant names {@link #NOTICE_TEXT} under an id and a version. */
  static String notice(String id, String version) {
    return "{\"id\":\"%s\",\"version\":\"%s\",\"locale\":\"en\",\"sha256\":\"%s\"}"
        .formatted(id, version, HexFormat.of().formatHex(sha256(NOTICE_TEXT)));
  }

  static String contactPoint(String kind, String value, String collectedFor) {
    return """
    {"kind":"%s","value":"%s","collectedFor":["%s"],"notice":%s}\
    """
        .formatted(kind, value, collectedFor, NOTICE);
  }

  static String grant() {
    return grant("settings.advertising");
  }

  static String grant(String context) {
    return """
    {"notice":%s,"context":"%s","method":"toggle","legalBasis":"consent"}\
    """
        .formatted(NOTICE, context);
  }

  /** A line of an import: an email address whose holder granted list matching. */
  static String importLine(String account, String email) {
    return importLine(account, email, NOTICE);
  }

  static String importLine(String account, String email, String grantNotice) {
    return """
    {"account":"%s","contactPoint":"email","kind":"email","value":"%s",\
    "collectedFor":["service.notifications"],"notice":%s,\
    "grants":[{"purpose":"advertising.list_matching","notice":%s,\
    "context":"settings.advertising","method":"toggle","legalBasis":"consent"}]}
    """
        .formatted(account, email, NOTICE, grantNotice);
  }

  static byte[] sha256(String form) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(form.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
