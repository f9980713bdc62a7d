package dev.consentledger.operator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The file of subjects that were erased since a backup: an id at the beginning of each line, as
 * {@code SELECT subject, position FROM erased_subject} prints them or a newer backup holds them.
 */
final class ErasedSubjects {
  private ErasedSubjects() {}

  static List<UUID> read(Path file) {
    var subjects = new ArrayList<UUID>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank()) {
          subjects.add(UUID.fromString(line.strip().split("[\\s,|]", 2)[0]));
        }
      }
    } catch (IOException e) {
      throw Trouble.usage(file + " can't be read");
    } catch (IllegalArgumentException e) {
      throw Trouble.usage(file + ": each line begins with the id of a subject");
    }
    return subjects;
  }
}
