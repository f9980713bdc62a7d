package dev.consentledger.consent.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder that only this process's user can read, without folders in it. Closing removes it; what
 * a killed process leaves, the next one removes when it starts: a bundle holds keys of events,
 * which must not outlive the people whom they open.
 */
record TemporaryFolder(Path path) implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("consentledger-[a-z]+-([0-9]{1,18})-[0-9]+");

  static TemporaryFolder create(String what) throws IOException {
    return new TemporaryFolder(
        Files.createTempDirectory(
            "consentledger-" + what + "-" + ProcessHandle.current().pid() + "-"));
  }

  /**
   * Removes the folders of processes that are no more, and of this one's number: it has none yet.
   */
  static void removeLeftovers(Path parent) throws IOException {
    List<Path> folders;
    try (Stream<Path> all = Files.list(parent)) {
      folders = all.filter(TemporaryFolder::isLeft).toList();
    }
    folders.forEach(folder -> new TemporaryFolder(folder).close());
  }

  private static boolean isLeft(Path folder) {
    Matcher name = NAME.matcher(folder.getFileName().toString());
    if (!name.matches() || !Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    long pid = Long.parseLong(name.group(1));
    return pid == ProcessHandle.current().pid()
        || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
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
