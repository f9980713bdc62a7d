package dev.consentledger.matching.secret;

import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.settings.MatchingSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the file at each use: it is a few lines long, and changes while the service runs. */
@ApplicationScoped
public class MatchSecretSource {
  private final Path file;

  @Inject
  MatchSecretSource(MatchingSettings files) {
    this(files.matchSecretFile());
  }

  public MatchSecretSource(Path file) {
    this.file = file;
  }

  /** Throws {@link MatchSecretsUnreadable}. */
  public MatchSecrets read() {
    try {
      return MatchSecretFile.read(file, MatchingSettings.MATCH_SECRET_FILE);
    } catch (IllegalArgumentException e) {
      throw new MatchSecretsUnreadable(String.valueOf(e.getMessage()), e);
    }
  }

  /** The one that a new list is hashed under: the newest here that is complete. */
  public static Optional<MatchSecret> forUploads(MatchSecrets secrets, MatchSecretVersions told) {
    return secrets.versions().reversed().stream()
        .filter(told::isComplete)
        .findFirst()
        .flatMap(secrets::of);
  }

  /** The version of keys that tell none. Throws {@link MatchSecretsUnreadable}. */
  public int oldestVersion() {
    return read().oldest().version();
  }
}
