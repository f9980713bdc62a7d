package dev.consentledger.operator;

import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A backup on disk: {@code manifest.json}, and for each table {@code <database>/<table>.copy.gz}.
 * It is complete where it has its name; while it is written it has another.
 */
record BackupFolder(Path path) {
  private static final String MANIFEST = "manifest.json";

  Path file(DatabaseName database, String table) {
    return path.resolve(database.code()).resolve(table + ".copy.gz");
  }

  /** An empty folder that only its owner may read; what an earlier attempt left there is gone. */
  BackupFolder begin() throws IOException {
    if (Files.exists(path)) {
      throw Trouble.usage(path + " exists already: each backup has a folder of its own");
    }
    var begun = new BackupFolder(path.resolveSibling(path.getFileName() + ".unfinished"));
    begun.delete();
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path parent = begun.path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(begun.path, owner);
    for (DatabaseName database : DatabaseName.values()) {
      Files.createDirectory(begun.path.resolve(database.code()), owner);
    }
    return begun;
  }

  /** Writes the manifest, makes all of it durable, and gives the folder its name. */
  void finish(Manifest manifest, BackupFolder named) throws IOException {
    Path file = path.resolve(MANIFEST);
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(JsonWriter.bytes(manifest.json()));
      out.write('\n');
    }
    sync(file);
    for (DatabaseName database : DatabaseName.values()) {
      sync(path.resolve(database.code()));
    }
    sync(path);
    Files.move(path, named.path, StandardCopyOption.ATOMIC_MOVE);
    Path parent = named.path.toAbsolutePath().getParent();
    if (parent != null) {
      sync(parent);
    }
  }

  Manifest manifest() {
    try {
      return Manifest.fromJson(JsonReader.object(Files.readAllBytes(path.resolve(MANIFEST))));
    } catch (IOException e) {
      throw Trouble.usage("there is no backup in " + path + ": it has no " + MANIFEST);
    } catch (JsonException e) {
      throw Trouble.refused(MANIFEST + " is damaged: " + e.getMessage());
    }
  }

  /** Compares every file with the manifest; answers their bytes together. */
  long verify(Manifest manifest) throws IOException {
    long total = 0;
    for (Manifest.Database database : manifest.databases()) {
      for (Manifest.Content content : database.tables()) {
        Path file = file(database.name(), content.table());
        if (!Files.isRegularFile(file)) {
          throw Trouble.refused("the backup lacks " + path.relativize(file));
        }
        MessageDigest sha256 = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
          long bytes = in.transferTo(OutputStream.nullOutputStream());
          if (bytes != content.bytes()
              || !HexFormat.of().formatHex(sha256.digest()).equals(content.sha256())) {
            throw Trouble.refused(
                path.relativize(file) + " is damaged: it is not what the manifest lists");
          }
          total += bytes;
        }
      }
    }
    return total;
  }

  static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void delete() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (var all = Files.walk(path)) {
      for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
