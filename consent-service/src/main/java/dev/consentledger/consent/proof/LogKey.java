package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.VerifierKey;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log's name, and its signer where this service has one. */
@Singleton
final class LogKey {
  private final String origin;
  private final @Nullable Path file;
  private volatile @Nullable SigningKeyFile signer;

  @Inject
  LogKey(ProofSettings settings) {
    this.origin = settings.origin();
    this.file = settings.signingKeyFile().orElse(null);
    this.signer = file == null ? null : SigningKeyFile.read(file, origin);
  }

  String origin() {
    return origin;
  }

  boolean isHere() {
    return signer != null;
  }

  CheckpointSigner signer() {
    SigningKeyFile now = signer;
    if (now == null) {
      throw new ProofsOff();
    }
    return now;
  }

  /**
   * Takes over what the file holds now; empty where it is as it was. Blocks. Throws where the file
   * is wrong, or lost the key that signs now before the next one signed beside it: then auditors
   * would meet a key that nothing ties to the one they know.
   */
  synchronized Optional<List<VerifierKey>> refresh() {
    SigningKeyFile now = signer;
    if (file == null || now == null || SigningKeyFile.stamp(file).equals(now.stamp())) {
      return Optional.empty();
    }
    SigningKeyFile read = SigningKeyFile.read(file, origin);
    if (!read.verifiers().contains(now.verifiers().getLast())) {
      throw new IllegalStateException(
          ProofSettings.KEY_FILE
              + ": the key that signs now is missing; put the new one on a line below it, and drop"
              + " the old one when both have signed");
    }
    signer = read;
    return Optional.of(read.verifiers());
  }
}
