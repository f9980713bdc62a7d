package dev.consentledger.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A comparison's data while it runs: empty at its start, also after a run that was killed. */
public final class WorkFolder implements AutoCloseable {
  /** A stack ends what an earlier one left running in its folder, and then forgets its data. */
  static final String STACK = "stack";

  private final Path path;
  private final Path root;

  private WorkFolder(Path root, Path path) {
    this.root = root;
    this.path = path;
  }

  /** Inside the repository's build folders, so that it lies on the same disk as a real stack. */
  public static WorkFolder of(String comparison) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    WorkFolder folder = new WorkFolder(root, root.resolve("benchmarks/target/work-" + comparison));
    Files.createDirectories(folder.path);
    List<Path> left;
    try (Stream<Path> found = Files.list(folder.path)) {
      left = found.toList();
    }
    for (Path one : left) {
      if (!one.endsWith(STACK)) {
        remove(one);
      }
    }
    return folder;
  }

  /** The repository, where the built services are. */
  public Path root() {
    return root;
  }

  public Path file(String name) {
    return path.resolve(name);
  }

  /** Removes a part that is needed no more, whether or not it is there. */
  public static void remove(Path part) throws IOException {
    if (!Files.exists(part)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(part)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path one : all) {
      Files.deleteIfExists(one);
    }
  }

  @Override
  public void close() throws IOException {
    remove(path);
  }
}
