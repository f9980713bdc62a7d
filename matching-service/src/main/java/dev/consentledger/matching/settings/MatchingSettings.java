package dev.consentledger.matching.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where consent-service and its topic are, and the files of secrets. It maps the whole prefix, so
 * that a misspelt name anywhere under it is refused.
 */
@ConfigMapping(prefix = "consentledger")
public interface MatchingSettings {
  String MATCH_SECRET_FILE = "consentledger.match-secret-file";
  String TOKEN_FILE = "consentledger.token-file";

  /**
   * Match secrets: lines of {@code <version> <64 or more hex digits>}, the last of which counts;
   * the same file as consent-service's.
   */
  Path matchSecretFile();

  /** This service's own JWT, of the group {@code matching}; read again at each use. */
  Path tokenFile();

  Consent consent();

  Topic permissions();

  /** Consent-service. */
  interface Consent {
    /** Its address: {@code http[s]://host[:port]}. */
    URI url();
  }

  /** The permissions topic. */
  interface Topic {
    /** The name of the cell's one topic: consent-service publishes to the same. */
    @WithDefault("permissions.cell-1")
    @Pattern(regexp = "[a-zA-Z0-9._-]{1,249}")
    String topic();
  }
}
