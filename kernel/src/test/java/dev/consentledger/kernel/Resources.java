package dev.consentledger.kernel;

import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Files under this module's test resources. */
public final class Resources {
  private Resources() {}

  public static byte[] bytes(String path) {
    try (var stream = Resources.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(stream, "no test resource " + path).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static String text(String path) {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  public static JsonObject json(String path) {
    return JsonReader.object(bytes(path));
  }
}
