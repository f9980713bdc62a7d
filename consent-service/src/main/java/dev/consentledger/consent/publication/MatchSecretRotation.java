package dev.consentledger.consent.publication;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.consent.publication.SecretVersion.State;
import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.identifier.MatchSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * An operator's orders to rotate the match secret, given to any instance: they are stored, and the
 * leader takes them up. Fails with a problem where an order makes no sense now.
 */
@Singleton
public final class MatchSecretRotation {
  private static final Logger LOG = Logger.getLogger(MatchSecretRotation.class);

  private final SecretVersions versions;
  private final Optional<Path> file;

  MatchSecretRotation(SecretVersions versions, ConsentSettings files) {
    this.versions = versions;
    this.file = files.matchSecretFile();
  }

  public Uni<MatchSecretStanding> standing() {
    MatchSecrets secrets = secrets();
    return versions.load().map(plan -> MatchSecretStanding.of(secrets.versions(), plan));
  }

  public Uni<MatchSecretStanding> introduce(int version) {
    MatchSecrets secrets = secrets();
    if (secrets.of(version).isEmpty()) {
      throw new ProblemException(Problem.MATCH_SECRET_UNKNOWN);
    }
    return versions
        .introduce(version)
        .map(plan -> standing(secrets, plan, version, Set.of(State.INTRODUCING, State.COMPLETE)));
  }

  public Uni<MatchSecretStanding> retire(int version) {
    MatchSecrets secrets = secrets();
    return versions
        .retire(version)
        .map(plan -> standing(secrets, plan, version, Set.of(State.RETIRING, State.RETIRED)));
  }

  private static MatchSecretStanding standing(
      MatchSecrets secrets, SecretPlan plan, int version, Set<State> wanted) {
    if (plan.of(version).filter(each -> wanted.contains(each.state())).isEmpty()) {
      throw new ProblemException(Problem.MATCH_SECRET_REFUSED);
    }
    return MatchSecretStanding.of(secrets.versions(), plan);
  }

  private MatchSecrets secrets() {
    try {
      return MatchSecretFile.read(
          file.orElseThrow(() ->
              new IllegalArgumentException(ConsentSettings.MATCH_SECRET_FILE + ": must be set")),
          ConsentSettings.MATCH_SECRET_FILE);
    } catch (IllegalArgumentException e) {
      LOG.error(e.getMessage());
      throw new ProblemException(Problem.SERVICE_UNAVAILABLE);
    }
  }
}
