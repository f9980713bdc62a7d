package dev.consentledger.matching.audience;

import dev.consentledger.matching.pairing.Edge;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** An advertiser's own audiences; those of others are unknown to it. */
@Path("/v1/audiences")
@RolesAllowed("advertiser")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "audiences", description = "What an advertiser builds from lists")
class AudienceResource {
  private static final String EXAMPLE =
      """
      {"id": "6f1d1c52-5b8e-4b7e-9a51-0c3f6d0d7c11", "name": "Spring customers", "state": "ready",
       "size": {"atLeast": 1000, "below": 2000}, "position": 17}\
      """;

  private final Audiences audiences;
  private final JsonWebToken token;

  AudienceResource(Audiences audiences, JsonWebToken token) {
    this.audiences = audiences;
    this.token = token;
  }

  record NewAudience(
      @NotBlank
          @Size(max = 200)
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must hold no control characters")
          @Schema(examples = "Spring customers")
          String name) {}

  @RegisterForReflection // a Response hides it from the scan of answers
  record Deleted(@Schema(examples = "42") long position) {}

  @POST
  @Blocking // Reads the body within the limit that JsonBodyLimit sets.
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Begin an audience; recorded in the ledger before the answer")
  @APIResponse(
      responseCode = "201",
      description = "Recorded; Location names it",
      content =
          @Content(
              schema = @Schema(implementation = AudienceView.class),
              examples = @ExampleObject(name = "audience", value = EXAMPLE)))
  public Uni<Response> create(
      @HeaderParam(Edge.IDEMPOTENCY_KEY) @Nullable String key, @Valid @NotNull NewAudience body) {
    return audiences
        .create(Edge.advertiser(token), body.name(), Edge.idempotencyKey(key))
        .map(audience ->
            Response.status(Response.Status.CREATED)
                .entity(audience)
                .header("Location", "/v1/audiences/" + audience.id())
                .header(Edge.LEDGER_POSITION, audience.position())
                .build());
  }

  @GET
  @Path("/{audience}")
  @Operation(summary = "State and bucketed size, through the current permissions")
  @APIResponse(
      responseCode = "200",
      description = "size is null where it is withheld",
      content =
          @Content(
              schema = @Schema(implementation = AudienceView.class),
              examples = @ExampleObject(name = "audience", value = EXAMPLE)))
  public Uni<Response> get(
      @PathParam("audience") String audience,
      @HeaderParam(Edge.AT_LEAST_POSITION) @Nullable String atLeast) {
    return audiences
        .view(Edge.audience(audience), Edge.advertiser(token), Edge.atLeast(atLeast))
        .map(view ->
            Response.ok(view.audience())
                .header(Edge.LEDGER_POSITION, view.reflected().value())
                .build());
  }

  @DELETE
  @Path("/{audience}")
  @Operation(summary = "Delete an audience, its runs and its lists")
  @APIResponse(
      responseCode = "200",
      description = "Nobody reads it from here on",
      content = @Content(schema = @Schema(implementation = Deleted.class)))
  public Uni<Response> delete(@PathParam("audience") String audience) {
    return audiences
        .delete(Edge.audience(audience), Edge.advertiser(token))
        .map(at ->
            Response.ok(new Deleted(at.value())).header(Edge.LEDGER_POSITION, at.value()).build());
  }
}
