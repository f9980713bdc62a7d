package dev.consentledger.matching.secret;

import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the file at each use: it is a few lines long, and changes while the service runs. */
@ApplicationScoped
public class MatchSecretSource {
  private static final String SETTING = "consentledger.match-secret-file";

  private final Path file;

  public MatchSecretSource(@ConfigProperty(name = SETTING) Path file) {
    this.file = file;
  }

  /** Throws {@link MatchSecretsUnreadable}. */
  public MatchSecrets read() {
    try {
      return MatchSecretFile.read(file, SETTING);
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
