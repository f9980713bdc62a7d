package dev.consentledger.telemetry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Refuses, when a service starts, a file that a setting names and that can't be read. */
public final class SettingsFile {
  private SettingsFile() {}

  /** Says the setting's name; where the file lies is the operator's own to know. */
  public static void requireReadable(Optional<Path> file, String setting) {
    if (file.isPresent() && !(Files.isRegularFile(file.get()) && Files.isReadable(file.get()))) {
      throw new IllegalArgumentException(setting + ": there is no such file, or it can't be read");
    }
  }
}
