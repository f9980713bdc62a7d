package dev.consentledger.consent.proof;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The log's name, and its signer where this service has one. */
@Singleton
final class LogKey {
  private final String origin;
  private final @Nullable CheckpointSigner signer;

  @Inject
  LogKey(ProofSettings settings) {
    this(
        settings.origin(),
        settings
            .signingKeyFile()
            .<CheckpointSigner>map(file -> SigningKeyFile.read(file, settings.origin())));
  }

  LogKey(String origin, Optional<CheckpointSigner> signer) {
    this.origin = origin;
    this.signer = signer.orElse(null);
  }

  String origin() {
    return origin;
  }

  CheckpointSigner signer() {
    if (signer == null) {
      throw new ProofsOff();
    }
    return signer;
  }
}
