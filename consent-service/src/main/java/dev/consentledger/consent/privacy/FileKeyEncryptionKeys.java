package dev.consentledger.consent.privacy;

import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.event.SubjectId;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Key-encryption keys in a file that only its owner may read: lines of {@code <version> <64 hex
 * digits>}, the last line wraps new keys. It is read once, when the service starts, and the service
 * does not start without it.
 */
@Startup
@ApplicationScoped
public class FileKeyEncryptionKeys implements KeyEncryptionKeys {
  private static final String SETTING = ConsentSettings.KEY_ENCRYPTION_KEY_FILE;
  private static final Pattern LINE = Pattern.compile("([1-9][0-9]{0,8}) ([0-9A-Fa-f]{64})");
  private static final long FILE_BYTES_MAX = 65_536;

  private final Map<Integer, KeyWrap> keys;
  private final KeyWrap newest;

  @Inject
  FileKeyEncryptionKeys(ConsentSettings settings) {
    this(settings.keyEncryptionKeyFile());
  }

  FileKeyEncryptionKeys(Path file) {
    SequencedMap<Integer, KeyWrap> read = read(file);
    this.newest = read.lastEntry().getValue();
    this.keys = Map.copyOf(read);
  }

  @Override
  public Uni<WrappedKey> wrap(SubjectId subject, byte[] dataKey) {
    return Uni.createFrom().item(() -> newest.wrap(subject, dataKey));
  }

  @Override
  public Uni<byte[]> unwrap(SubjectId subject, WrappedKey wrapped) {
    return Uni.createFrom()
        .item(() -> {
          KeyWrap key = keys.get(wrapped.version());
          if (key == null) {
            throw new DataKeyUnreadable(subject, wrapped.version());
          }
          return key.unwrap(subject, wrapped);
        });
  }

  private static SequencedMap<Integer, KeyWrap> read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw refused("there is no such file");
      }
      refuseOthers(file);
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw refused("the file is too long to be a file of keys");
      }
      return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException | UnsupportedOperationException e) {
      throw new IllegalStateException(SETTING + ": the file or its mode can't be read", e);
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

  /** Says which line is wrong and never what it holds. */
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

  private static IllegalStateException refused(String why) {
    return new IllegalStateException(SETTING + ": " + why);
  }

  @Override
  public String toString() {
    return "FileKeyEncryptionKeys(never printed)";
  }
}
