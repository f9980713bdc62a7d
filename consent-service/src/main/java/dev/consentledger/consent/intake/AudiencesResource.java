package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.AudienceCommand;
import dev.consentledger.consent.decision.AudienceCommand.CreateAudience;
import dev.consentledger.consent.decision.AudienceCommand.DeleteAudience;
import dev.consentledger.consent.decision.AudienceCommand.RecordRun;
import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.RunId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What the matching-service records about audiences. The gateway has no route here. */
@Path("/internal/v1/audiences/{audience}")
@RolesAllowed(Groups.MATCHING)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Internal", description = "For the matching-service alone")
final class AudiencesResource {
  private final AudienceCommands commands;

  AudiencesResource(AudienceCommands commands) {
    this.commands = commands;
  }

  /** Whose audience it is. */
  @Schema(name = "Audience")
  record AudienceBody(
      @NotNull @Shaped(Shape.ADVERTISER) @Schema(examples = "shop-1") String advertiser) {}

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createAudience",
      summary = "Record that an audience began",
      description = "Appends AudienceCreated; repeating it appends nothing.")
  Uni<RestResponse<WriteAnswer>> create(
      @PathParam("audience") @Shaped(Shape.RANDOM_ID) String audience,
      @NotNull @Valid AudienceBody body) {
    return handle(audience, new CreateAudience(new AdvertiserId(body.advertiser())));
  }

  @PUT
  @Path("/runs/{run}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "recordRun",
      summary = "Record a run's result",
      description =
          "Appends ListMatched, before anyone may read the result. Repeating it appends nothing;"
              + " another result for the same run is 409 run-differs.")
  Uni<RestResponse<WriteAnswer>> record(
      @PathParam("audience") @Shaped(Shape.RANDOM_ID) String audience,
      @PathParam("run") @Shaped(Shape.RANDOM_ID) String run,
      @NotNull @Valid RunBody body) {
    return handle(audience, new RecordRun(body.toResult(RunId.parse(run))));
  }

  @DELETE
  @Operation(
      operationId = "deleteAudience",
      summary = "Record that an audience was deleted",
      description = "Appends AudienceDeleted; repeating it appends nothing.")
  Uni<RestResponse<WriteAnswer>> delete(
      @PathParam("audience") @Shaped(Shape.RANDOM_ID) String audience) {
    return handle(audience, new DeleteAudience());
  }

  private Uni<RestResponse<WriteAnswer>> handle(String audience, AudienceCommand command) {
    return commands
        .handle(AudienceId.parse(audience), command)
        .map(outcome -> WriteAnswer.of(outcome, null, null, null));
  }
}
