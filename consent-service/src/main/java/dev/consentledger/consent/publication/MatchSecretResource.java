package dev.consentledger.consent.publication;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.consent.publication.SecretVersion.State;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.identifier.MatchSecrets;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** What the command that rotates the match secret asks for. The gateway has no route here. */
@Path("/internal/v1/operations/match-secret")
@RolesAllowed("operator")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations", description = "For the operator alone")
final class MatchSecretResource {
  private static final String SETTING = "consentledger.match-secret-file";
  private static final Logger LOG = Logger.getLogger(MatchSecretResource.class);

  private final SecretVersions versions;
  private final Optional<java.nio.file.Path> file;

  MatchSecretResource(
      SecretVersions versions,
      @ConfigProperty(name = SETTING) Optional<java.nio.file.Path> file) {
    this.versions = versions;
    this.file = file;
  }

  @GET
  @Operation(
      operationId = "matchSecretStanding",
      summary = "How far a rotation of the match secret has come")
  public Uni<SecretStanding> get() {
    MatchSecrets secrets = secrets();
    return versions.load().map(plan -> SecretStanding.of(secrets.versions(), plan));
  }

  @PUT
  @Path("/versions/{version}")
  @Operation(
      operationId = "introduceMatchSecret",
      summary = "Begin to publish keys under a new version of the match secret",
      description =
          "The file holds it already. Repeating it changes nothing; the standing tells when every"
              + " permitted contact point has its keys. 409 match-secret-refused where another"
              + " rotation is under way, or the version is not above all others.")
  public Uni<SecretStanding> introduce(@PathParam("version") int version) {
    MatchSecrets secrets = secrets();
    if (secrets.of(version).isEmpty()) {
      throw new ProblemException(Problem.MATCH_SECRET_UNKNOWN);
    }
    return versions
        .introduce(version)
        .map(plan -> standing(secrets, plan, version, Set.of(State.INTRODUCING, State.COMPLETE)));
  }

  @DELETE
  @Path("/versions/{version}")
  @Operation(
      operationId = "retireMatchSecret",
      summary = "Begin to publish no more keys under an old version of the match secret",
      description =
          "Repeating it changes nothing. Lists hashed under it and not paired yet have to be"
              + " uploaded again. 409 match-secret-refused where another rotation is under way, or"
              + " no newer version is complete.")
  public Uni<SecretStanding> retire(@PathParam("version") int version) {
    MatchSecrets secrets = secrets();
    return versions
        .retire(version)
        .map(plan -> standing(secrets, plan, version, Set.of(State.RETIRING, State.RETIRED)));
  }

  private static SecretStanding standing(
      MatchSecrets secrets, SecretPlan plan, int version, Set<State> wanted) {
    if (plan.of(version).filter(each -> wanted.contains(each.state())).isEmpty()) {
      throw new ProblemException(Problem.MATCH_SECRET_REFUSED);
    }
    return SecretStanding.of(secrets.versions(), plan);
  }

  private MatchSecrets secrets() {
    try {
      return MatchSecretFile.read(
          file.orElseThrow(() -> new IllegalArgumentException(SETTING + ": must be set")), SETTING);
    } catch (IllegalArgumentException e) {
      LOG.error(e.getMessage());
      throw new ProblemException(Problem.SERVICE_UNAVAILABLE);
    }
  }
}
