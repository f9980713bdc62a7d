package dev.consentledger.consent.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compression of entry bundles, which are JSON and shrink to a fraction. */
final class Gzip {
  private static final Pattern WANTED =
      Pattern.compile("(?i)\\s*gzip\\s*(;\\s*q=(?!0(\\.0*)?\\s*$).*)?");

  private Gzip() {}

  /** Whether a request's {@code Accept-Encoding} (RFC 9110 section 12.5.3) names gzip. */
  static boolean isAccepted(@Nullable String acceptEncoding) {
    return acceptEncoding != null
        && Arrays.stream(acceptEncoding.split(","))
            .anyMatch(each -> WANTED.matcher(each).matches());
  }

  static byte[] compress(byte[] bytes) {
    var compressed = new ByteArrayOutputStream(bytes.length / 2);
    try (var gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
