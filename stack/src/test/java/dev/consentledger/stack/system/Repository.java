package dev.consentledger.stack.system;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built modules are: above the folder in which Maven runs this module's tests. */
final class Repository {
  private Repository() {}

  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isRegularFile(folder.resolve("run"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
