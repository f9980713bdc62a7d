package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.Checkpoint;
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
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;

/**
 * The signing key in a file that only its owner may read. It is read once, when the service starts,
 * and the service does not start with a wrong one.
 */
final class SigningKeyFile implements CheckpointSigner {
  private static final long FILE_BYTES_MAX = 4_096;

  private final SigningKey key;

  private SigningKeyFile(SigningKey key) {
    this.key = key;
  }

  static SigningKeyFile read(Path file, String origin) {
    SigningKey key = parse(text(file));
    if (key.verifier().type() != KeyType.ED25519) {
      throw refused("a log's key has the type Ed25519 (1)");
    }
    if (!key.verifier().name().equals(origin)) {
      throw refused("the key's name is not the log's origin, " + origin);
    }
    return new SigningKeyFile(key);
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
        throw refused("the file is too long to be a signing key");
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
  public VerifierKey verifier() {
    return key.verifier();
  }

  @Override
  public Uni<SignedNote> sign(Checkpoint checkpoint) {
    return Uni.createFrom().item(() -> checkpoint.sign(key));
  }

  @Override
  public String toString() {
    return "SigningKeyFile(never printed)";
  }
}
