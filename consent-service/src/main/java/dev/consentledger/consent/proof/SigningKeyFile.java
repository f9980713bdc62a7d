package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.KeyChange;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The signing keys in a file that only its owner may read, one a line, the newest last. Two stand
 * there while the log changes its key, and both sign. The service does not start with a wrong file.
 */
final class SigningKeyFile implements CheckpointSigner {
  private static final long FILE_BYTES_MAX = 4_096;
  private static final int KEYS_MAX = 8;

  private final List<SigningKey> keys;
  private final String stamp;

  private SigningKeyFile(List<SigningKey> keys, String stamp) {
    this.keys = List.copyOf(keys);
    this.stamp = stamp;
  }

  static SigningKeyFile read(Path file, String origin) {
    // Before the content: a change in between is seen at the next look.
    String stamp = stamp(file);
    List<SigningKey> keys = text(file).lines().map(SigningKeyFile::parse).toList();
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw refused("the file holds 1 to " + KEYS_MAX + " keys, one a line");
    }
    for (SigningKey key : keys) {
      if (key.verifier().type() != KeyType.ED25519) {
        throw refused("a log's key has the type Ed25519 (1)");
      }
      if (!key.verifier().name().equals(origin)) {
        throw refused("the key's name is not the log's origin, " + origin);
      }
    }
    if (keys.stream().map(SigningKey::verifier).distinct().count() != keys.size()) {
      throw refused("a key stands there twice");
    }
    return new SigningKeyFile(keys, stamp);
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

  String stamp() {
    return stamp;
  }

  private static String text(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw refused("there is no such file");
      }
      var owner =
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE);
      if (!owner.containsAll(Files.getPosixFilePermissions(file))) {
        throw refused("the file must be closed to group and others (chmod 600)");
      }
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw refused("the file is too long to be a file of signing keys");
      }
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    } catch (IOException | UnsupportedOperationException _) {
      throw refused("the file or its mode can't be read");
    }
  }

  private static SigningKey parse(String text) {
    try {
      return SigningKey.parse(text);
    } catch (ProofException e) {
      throw refused(Objects.requireNonNullElse(e.getMessage(), "not a signing key"));
    }
  }

  /** Never with a cause: nothing of the file's content may reach a log. */
  private static IllegalStateException refused(String why) {
    return new IllegalStateException(ProofSettings.KEY_FILE + ": " + why);
  }

  @Override
  public List<VerifierKey> verifiers() {
    return keys.stream().map(SigningKey::verifier).toList();
  }

  @Override
  public Uni<SignedNote> sign(Checkpoint checkpoint) {
    return Uni.createFrom()
        .item(() -> {
          SignedNote note = checkpoint.sign(keys.getFirst());
          for (SigningKey key : keys.subList(1, keys.size())) {
            note = note.with(key.sign(checkpoint.text()));
          }
          return note;
        });
  }

  @Override
  public List<SignedNote> keyChanges() {
    return IntStream.range(1, keys.size())
        .mapToObj(i -> KeyChange.sign(keys.get(i - 1), keys.get(i)))
        .toList();
  }

  @Override
  public String toString() {
    return "SigningKeyFile(never printed)";
  }
}
