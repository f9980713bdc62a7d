package dev.consentledger.consent.privacy;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** Key files as an operator writes them. */
final class TestKeys {
  static final String ONE = "1 " + "11".repeat(32);
  static final String TWO = "2 " + "22".repeat(32);

  private TestKeys() {}

  static Path file(Path directory, String mode, String content) throws IOException {
    Path file = Files.createTempFile(directory, "keys", null);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  static FileKeyEncryptionKeys keys(Path directory, String... lines) throws IOException {
    return keys(file(directory, "rw-------", String.join("\n", lines) + "\n"));
  }

  /** Where nothing is wrapped yet. */
  static FileKeyEncryptionKeys keys(Path file) {
    return new FileKeyEncryptionKeys(
        file, () -> Uni.createFrom().item(List.of()), Duration.ofSeconds(1));
  }
}
