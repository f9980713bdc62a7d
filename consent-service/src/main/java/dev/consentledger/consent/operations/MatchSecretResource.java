package dev.consentledger.consent.operations;

import dev.consentledger.consent.publication.MatchSecretRotation;
import dev.consentledger.consent.publication.MatchSecretStanding;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The rotation of the match secret. */
@Path("/internal/v1/operations/match-secret")
@RolesAllowed(KeyEncryptionKeyResource.OPERATOR)
@Blocking // It reads the file of secrets.
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations", description = "For the operator's commands alone")
final class MatchSecretResource {
  private final MatchSecretRotation rotation;

  MatchSecretResource(MatchSecretRotation rotation) {
    this.rotation = rotation;
  }

  @GET
  @Operation(
      operationId = "matchSecrets",
      summary = "Versions, and how far a rotation is",
      description = "Which versions this instance's file holds, and which are published.")
  public Uni<MatchSecretStanding> standing() {
    return rotation.standing();
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
  public Uni<MatchSecretStanding> introduce(@PathParam("version") int version) {
    return rotation.introduce(version);
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
  public Uni<MatchSecretStanding> retire(@PathParam("version") int version) {
    return rotation.retire(version);
  }
}
