package dev.consentledger.consent.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder that only this process's user can read, without folders in it. Closing removes it. */
record TemporaryFolder(Path path) implements AutoCloseable {
  static TemporaryFolder create(String what) throws IOException {
    return new TemporaryFolder(Files.createTempDirectory("consentledger-" + what + "-"));
  }

  Path file(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() {
    try {
      List<Path> files;
      try (Stream<Path> all = Files.list(path)) {
        files = all.toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
