package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.problems.ProblemType;
import dev.consentledger.matching.problems.Problems;
import dev.consentledger.matching.projection.Permissions;
import dev.consentledger.matching.secret.MatchSecretSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/**
 * Chooses the match secret that a list is hashed under: the newest of the file that every permitted
 * contact point has its keys of. So a list never waits for keys that may not come.
 */
@ApplicationScoped
class UploadSecret {
  private final MatchSecretSource source;
  private final Permissions permissions;

  UploadSecret(MatchSecretSource source, Permissions permissions) {
    this.source = source;
    this.permissions = permissions;
  }

  /** Throws a problem where there is none, and where the file can't be read. */
  MatchSecret now() {
    MatchSecrets secrets = source.read();
    MatchSecretVersions told = permissions.matchSecretVersions();
    if (told.published().isEmpty()) {
      return only(secrets)
          .orElseThrow(() ->
              Problems.of(
                  ProblemType.PROJECTION_STALE,
                  "Try again: the projection has not heard yet which match secret counts."));
    }
    return MatchSecretSource.forUploads(secrets, told)
        .orElseThrow(() ->
            Problems.of(
                ProblemType.SERVICE_UNAVAILABLE,
                "Try again: no match secret of this service's file counts now."));
  }

  /** Where the file holds one alone, that one counts before the projection has heard of any. */
  private static Optional<MatchSecret> only(MatchSecrets secrets) {
    return secrets.versions().size() == 1 ? Optional.of(secrets.newest()) : Optional.empty();
  }
}
