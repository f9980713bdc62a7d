package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives a {@code @QuarkusTest} a signing key for {@code consentledger.dev/cell-1}. Proof itself is
 * turned on by {@code consentledger.proof.enabled=true} in the test's profile.
 */
public final class SigningKeyResource implements QuarkusTestResourceLifecycleManager {
  private @Nullable Path folder;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("consentledger-signing");
      Path file =
          Files.createFile(
              folder.resolve("signing-key"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(
          file,
          SigningKey.generate("consentledger.dev/cell-1", KeyType.ED25519).secretText() + "\n");
      return Map.of("consentledger.proof.signing-key-file", file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (folder != null) {
      try {
        Files.deleteIfExists(folder.resolve("signing-key"));
        Files.deleteIfExists(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
