package dev.consentledger.consent.privacy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of a file of key-encryption keys that only its owner may read: lines of {@code
 * <version> <64 hex digits>}, the last line wraps new keys. Refusals name the setting and the line,
 * and never what it holds.
 *
 * @param keys by version, in the file's order
 * @param stamp changes whenever the file does
 */
record KeyFile(SequencedMap<Integer, KeyWrap> keys, String stamp) {
  private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,8}) ([0-9A-Fa-f]{64})");
  private static final long FILE_BYTES_MAX = 65_536;

  KeyFile {
    keys = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(keys));
  }

  /** The one that wraps new keys. */
  KeyWrap newest() {
    return keys.lastEntry().getValue();
  }

  @Nullable KeyWrap key(int version) {
    return keys.get(version);
  }

  List<Integer> versions() {
    return List.copyOf(keys.keySet());
  }

  static KeyFile read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw refused("there is no such file");
      }
      refuseOthers(file);
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw refused("the file is too long to be a file of keys");
      }
      // Before the content: a change in between is seen at the next look.
      String stamp = stamp(file);
      return new KeyFile(parse(Files.readString(file, StandardCharsets.ISO_8859_1)), stamp);
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalStateException(
          FileKeyEncryptionKeys.SETTING + ": the file or its mode can't be read", e);
    }
  }

  /** Another one after each change of the file; the word "missing" where it can't be seen. */
  static String stamp(Path file) {
    try {
      BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
      return seen.lastModifiedTime() + " " + seen.size() + " " + seen.fileKey();
    } catch (IOException _) {
      return "missing";
    }
  }

  private static void refuseOthers(Path file) throws IOException {
    var owner =
        EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);
    if (!owner.containsAll(Files.getPosixFilePermissions(file))) {
      throw refused("the file must be closed to group and others (chmod 600)");
    }
  }

  private static SequencedMap<Integer, KeyWrap> parse(String content) {
    var keys = new LinkedHashMap<Integer, KeyWrap>();
    int number = 0;
    for (String line : content.lines().toList()) {
      number++;
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        throw refused("line " + number + " is not <version> <64 hex digits>");
      }
      int version = Integer.parseInt(matcher.group(1));
      var key = new KeyWrap(version, HexFormat.of().parseHex(matcher.group(2)));
      if (keys.putIfAbsent(version, key) != null) {
        throw refused("line " + number + " repeats a version");
      }
    }
    if (keys.isEmpty()) {
      throw refused("the file holds no key");
    }
    return keys;
  }

  static IllegalStateException refused(String why) {
    return new IllegalStateException(FileKeyEncryptionKeys.SETTING + ": " + why);
  }

  @Override
  public String toString() {
    return "KeyFile(never printed)";
  }
}
