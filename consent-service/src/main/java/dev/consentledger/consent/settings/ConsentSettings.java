package dev.consentledger.consent.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The cell, and the files of secrets. It maps the whole prefix, so that a misspelt name anywhere
 * under it is refused.
 */
@ConfigMapping(prefix = "consentledger")
public interface ConsentSettings {
  String KEY_ENCRYPTION_KEY_FILE = "consentledger.key-encryption-key-file";
  String MATCH_SECRET_FILE = "consentledger.match-secret-file";
  String TOKEN_FILE = "consentledger.token-file";

  /** The cell that this process writes for; it stands in every entry's source. */
  @WithDefault("cell-1")
  @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}")
  String cell();

  /**
   * Key-encryption keys: lines of {@code <version> <64 hex digits>}, the last of which wraps new
   * keys. Mode 0600.
   */
  Path keyEncryptionKeyFile();

  /**
   * Match secrets: lines of {@code <version> <64 or more hex digits>}, the last of which counts;
   * the same file as matching-service's. Needed for publication and for replays of kind {@code
   * run}.
   */
  Optional<Path> matchSecretFile();

  /**
   * This service's own JWT, of the group {@code consent}; read again at each use. Needed for
   * replays of the kinds {@code run} and {@code impact}.
   */
  Optional<Path> tokenFile();
}
