package dev.consentledger.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where things are in the stack's folder ({@code .stack}); all that a stack writes is in here. */
record StackFolder(Path path) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_ONLY_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  StackFolder {
    path = path.toAbsolutePath().normalize();
  }

  Path postgres() {
    return path.resolve("postgres");
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  Path secrets() {
    return path.resolve("secrets");
  }

  Path settings(String service) {
    return secrets().resolve(service + ".properties");
  }

  Path logs() {
    return path.resolve("logs");
  }

  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  Path pids() {
    return path.resolve("pids");
  }

  Path ready() {
    return path.resolve("ready.json");
  }

  Path lock() {
    return path.resolve("lock");
  }

  void create() {
    try {
      Files.createDirectories(path);
      Files.createDirectories(logs());
      Files.createDirectories(pids());
      Files.createDirectories(secrets());
      Files.setPosixFilePermissions(secrets(), OWNER_ONLY_FOLDER);
    } catch (IOException e) {
      throw new StackException("cannot create the folder " + path, e);
    }
  }

  /** Forgets data and secrets; logs stay, and so does the lock, which is held. */
  void forget() {
    for (Path part : new Path[] {postgres(), kafka(), secrets(), pids(), ready()}) {
      delete(part);
    }
  }

  /** Writes a whole file at once, readable by its owner alone: a reader sees the old or the new. */
  static void writeSecret(Path file, String content) {
    try {
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      Files.createFile(beside, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.writeString(beside, content);
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new StackException("cannot write " + file, e);
    }
  }

  private static void delete(Path part) {
    if (!Files.exists(part)) {
      return;
    }
    try {
      Files.walkFileTree(part, new Deleter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deleter extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException trouble)
        throws IOException {
      if (trouble != null) {
        throw trouble;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
