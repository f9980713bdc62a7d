package dev.consentledger.consent.audit;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Notices read, and invalidated. */
@Path("/v1/notices/{notice}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices", description = "The texts that people saw")
final class NoticesResource {
  private final NoticeReads reads;
  private final NoticeInvalidation invalidation;
  private final JsonWebToken token;

  NoticesResource(NoticeReads reads, NoticeInvalidation invalidation, JsonWebToken token) {
    this.reads = reads;
    this.invalidation = invalidation;
    this.token = token;
  }

  /** Why. */
  @Schema(name = "NoticeInvalidation")
  record ReasonBody(
      @Schema(
              required = true,
              description = "Recorded in the ledger, so without any address, number or account",
              examples = "Order 2026/17 of the data protection authority")
          @Nullable String reason) {}

  @GET
  @RolesAllowed({Caller.READER_GROUP, Caller.GROUP})
  @Operation(
      operationId = "noticeVersions",
      summary = "Every version of a notice",
      description = "In the order in which they were registered, without their texts.")
  @APIResponse(responseCode = "404", description = "notice-unknown")
  public Uni<NoticeAnswers.Versions> versions(@PathParam("notice") String id) {
    return reads.versions(id);
  }

  @GET
  @Path("/versions/{version}")
  @RolesAllowed({Caller.READER_GROUP, Caller.GROUP})
  @Operation(
      operationId = "noticeVersion",
      summary = "One version of a notice, with the text of each locale",
      description =
          "Where the version was invalidated, also how far that has come: whether the topic tells"
              + " of it, what the matching-service says, and the replay that finds who was paired"
              + " under it.")
  @APIResponse(responseCode = "404", description = "notice-unknown")
  public Uni<NoticeAnswers.Version> version(
      @PathParam("notice") String id, @PathParam("version") String version) {
    return reads.version(id, version);
  }

  @POST
  @Path("/versions/{version}:invalidate")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Caller.GROUP)
  @Operation(
      operationId = "invalidateNotice",
      summary = "Invalidate a version of a notice, in every locale",
      description =
          "From the position that is answered on, no grant given under it counts, whether it was"
              + " given before or is given after: every audience shrinks at once. What was paired"
              + " before stays as it was recorded, and a replay of kind impact begins that finds it."
              + " Repeating it changes nothing and answers the same. There is no way back.")
  @APIResponse(
      responseCode = "202",
      description = "Location names the replay",
      content = @Content(schema = @Schema(implementation = NoticeAnswers.Accepted.class)))
  @APIResponse(responseCode = "400", description = "reason-required, or invalid-request")
  @APIResponse(responseCode = "404", description = "notice-unknown")
  public Uni<Response> invalidate(
      @PathParam("notice") String id,
      @PathParam("version") String version,
      @NotNull ReasonBody body) {
    String reason = Caller.reason(body.reason());
    return invalidation
        .invalidate(id, version, Caller.auditor(token), reason)
        .map(accepted ->
            Response.accepted(accepted)
                .header("Location", "/v1/audit/replays/" + accepted.replay())
                .header("Ledger-Position", accepted.position())
                .build());
  }
}
