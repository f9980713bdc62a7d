package dev.consentledger.consent.audit;

import dev.consentledger.consent.privacy.Subjects;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jspecify.annotations.Nullable;

/** Replays: asked for, looked at, cancelled. */
@Path("/v1/audit/replays")
@RolesAllowed(Caller.GROUP)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Audit", description = "Replays of the ledger, and evidence")
final class ReplaysResource {
  static final int LIMIT_MAX = 200;
  private static final Duration PROGRESS_PAUSE = Duration.ofMillis(250);

  private final Replays replays;
  private final Subjects subjects;
  private final JsonWebToken token;

  ReplaysResource(Replays replays, Subjects subjects, JsonWebToken token) {
    this.replays = replays;
    this.subjects = subjects;
    this.token = token;
  }

  @Schema(name = "ReplayAccepted")
  @RegisterForReflection // a Response hides it from the scan of answers
  record Accepted(
      UUID replay,
      @Schema(examples = "waiting") String state,
      @Schema(description = "A fraction from 0 to 1") double progress) {}

  /** A page of the list; {@code next} is the {@code before} of the page behind it. */
  @Schema(name = "Replays")
  record Listed(List<ReplayAnswer> replays, @Nullable Long next) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createReplay",
      summary = "Ask a question of the ledger; it is answered in the background",
      description =
          "The call is recorded in the ledger first. An Idempotency-Key makes it safe to repeat:"
              + " the same key gives the same replay.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = ReplayBody.class),
              examples = {
                @ExampleObject(
                    name = "impact",
                    value =
                        """
                        {"kind":"impact","reason":"Which accounts does notice ads 3 concern?",\
                        "notice":{"id":"ads","version":"3"}}\
                        """),
                @ExampleObject(
                    name = "ledger",
                    value = "{\"kind\":\"ledger\",\"reason\":\"Yearly audit\"}")
              }))
  @APIResponse(
      responseCode = "202",
      description = "Location names the replay",
      content = @Content(schema = @Schema(implementation = Accepted.class)))
  @APIResponse(responseCode = "400", description = "reason-required, or invalid-request")
  @APIResponse(responseCode = "404", description = "account-unknown")
  @APIResponse(responseCode = "409", description = "replay-differs")
  public Uni<Response> create(
      @HeaderParam(Caller.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
      @NotNull ReplayBody body) {
    String reason = Caller.reason(body.reason());
    String key = Caller.idempotencyKey(idempotencyKey);
    return body.question(subjects)
        .chain(question -> replays.create(Caller.auditor(token), question, reason, key))
        .map(replay ->
            Response.accepted(
                    new Accepted(replay.id(), replay.state().code(), replays.progress(replay)))
                .header("Location", "/v1/audit/replays/" + replay.id())
                .header("Ledger-Position", replay.position().value())
                .build());
  }

  @GET
  @Operation(
      operationId = "replays",
      summary = "All replays, the newest first",
      description = "Questions and states, without what was found. Pages go back with before.")
  public Uni<Listed> list(
      @QueryParam("before") @Nullable @Min(1) Long before,
      @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(LIMIT_MAX) int limit) {
    return replays
        .list(Caller.auditor(token), before == null ? Long.MAX_VALUE : before, limit)
        .map(page ->
            new Listed(
                page.stream()
                    .map(replay -> ReplayAnswer.brief(replay, replays.progress(replay)))
                    .toList(),
                page.size() < limit ? null : page.getLast().number()));
  }

  @GET
  @Path("/{replay}")
  @Operation(
      operationId = "replay",
      summary = "One replay with what it found",
      description =
          "An account stands in the result as its subject. Reading what a replay found is recorded"
              + " in the ledger; asking how far it is, is not.")
  @APIResponse(
      responseCode = "200",
      description = "The replay",
      content = @Content(schema = @Schema(implementation = ReplayAnswer.class)))
  @APIResponse(responseCode = "404", description = "replay-unknown")
  public Uni<ReplayAnswer> get(
      @PathParam("replay") String replay, @HeaderParam(Caller.REASON) @Nullable String reason) {
    return replays
        .read(Caller.auditor(token), Caller.replay(replay), Caller.optionalReason(reason))
        .map(found -> ReplayAnswer.of(found, replays.progress(found)));
  }

  @GET
  @Path("/{replay}/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "replayProgress",
      summary = "The same without the result, told again until it is over",
      description = "Server-sent events, each the replay's state and progress from 0 to 1.")
  public Multi<ReplayAnswer> progress(@PathParam("replay") String replay) {
    UUID id = Caller.replay(replay);
    return Multi.createBy()
        .repeating()
        .uni(() -> replays.get(id).map(found -> ReplayAnswer.brief(found, replays.progress(found))))
        .withDelay(PROGRESS_PAUSE)
        .whilst(answer -> !Replay.State.ofCode(answer.state()).isTerminal())
        .skip()
        .repetitions();
  }

  @DELETE
  @Path("/{replay}")
  @Operation(
      operationId = "cancelReplay",
      summary = "Cancel a replay that is not over; a finding stays",
      description = "The call is recorded in the ledger first. Cancelling again changes nothing.")
  @APIResponse(
      responseCode = "200",
      description = "The replay as it is now",
      content = @Content(schema = @Schema(implementation = ReplayAnswer.class)))
  public Uni<ReplayAnswer> cancel(@PathParam("replay") String replay) {
    return replays
        .cancel(Caller.auditor(token), Caller.replay(replay))
        .map(found -> ReplayAnswer.brief(found, replays.progress(found)));
  }
}
