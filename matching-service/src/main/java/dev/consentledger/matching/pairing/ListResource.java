package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.matching.intake.ListFormat;
import dev.consentledger.matching.intake.ListUpload;
import dev.consentledger.matching.problems.ProblemType;
import dev.consentledger.matching.problems.Problems;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
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

/** Uploads of lists, and what becomes of them. */
@Path("/v1/audiences/{audience}")
@RolesAllowed("advertiser")
@Tag(name = "lists", description = "An advertiser's lists and their runs")
class ListResource {
  private static final Duration PROGRESS_PAUSE = Duration.ofMillis(250);

  private final Uploads uploads;
  private final RunStore store;
  private final JsonWebToken token;

  ListResource(Uploads uploads, RunStore store, JsonWebToken token) {
    this.uploads = uploads;
    this.store = store;
    this.token = token;
  }

  @RegisterForReflection // a Response hides it from the scan of answers
  record Accepted(UUID run, @Schema(examples = "waiting") String state) {}

  @POST
  @Path("/lists")
  @Blocking // Not to block, but so that the body comes as a stream and not as one buffer.
  @Consumes({
    "text/csv",
    "application/csv",
    "text/tab-separated-values",
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/gzip",
    "application/x-gzip"
  })
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Upload a list; answers when every row is stored",
      description =
          "CSV as the platforms' templates write it, or one JSON object a line; plain or SHA-256"
              + " (hex or base64); gzip too. At most 10,000,000 rows.")
  @RequestBody(
      content = {
        @Content(
            mediaType = "text/csv",
            schema =
                @Schema(
                    type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING),
            examples =
                @ExampleObject(
                    name = "template",
                    value = "Email,Phone,Country\nada@example.com,+1 800 555 0100,US\n")),
        @Content(
            mediaType = "application/x-ndjson",
            schema =
                @Schema(
                    type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.STRING),
            examples = @ExampleObject(name = "lines", value = "{\"email\": \"ada@example.com\"}\n"))
      })
  @APIResponse(
      responseCode = "202",
      description = "Stored; Location names the run",
      content = @Content(schema = @Schema(implementation = Accepted.class)))
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(responseCode = "415", description = "unsupported-media-type")
  @APIResponse(responseCode = "422", description = "unreadable-list")
  public Uni<Response> upload(
      @PathParam("audience") String audience,
      @QueryParam("region") @Nullable String region,
      @HeaderParam("Content-Type") @Nullable String contentType,
      @HeaderParam("Content-Encoding") @Nullable String contentEncoding,
      @HeaderParam(Edge.IDEMPOTENCY_KEY) @Nullable String idempotencyKey,
      InputStream body) {
    AudienceId id = Edge.audience(audience);
    ListFormat format = format(contentType);
    boolean gzip = gzip(contentEncoding) || format == ListFormat.DETECTED;
    var upload = new ListUpload(body, format, gzip, region(region));
    return uploads
        .take(id, Edge.advertiser(token), Edge.idempotencyKey(idempotencyKey), upload)
        .map(taken ->
            Response.accepted(new Accepted(taken.run().value(), taken.state().code()))
                .header("Location", "/v1/audiences/" + id + "/runs/" + taken.run())
                .build());
  }

  @GET
  @Path("/runs/{run}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What became of a list; never how many entries were paired")
  public Uni<RunView> run(@PathParam("audience") String audience, @PathParam("run") String run) {
    return find(audience, run);
  }

  @GET
  @Path("/runs/{run}/progress")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "The same, told again at each change until the run is ready or failed")
  public Multi<RunView> progress(
      @PathParam("audience") String audience, @PathParam("run") String run) {
    return Multi.createBy()
        .repeating()
        .uni(() -> find(audience, run))
        .withDelay(PROGRESS_PAUSE)
        .whilst(view -> !view.state().equals("ready") && !view.state().equals("failed"))
        .skip()
        .repetitions();
  }

  private Uni<RunView> find(String audience, String run) {
    return store
        .find(
            Edge.audience(audience),
            new RunId(Edge.uuid(run, ProblemType.RUN_UNKNOWN)),
            Edge.advertiser(token))
        .map(found ->
            found
                .map(RunView::of)
                .orElseThrow(
                    () -> Problems.of(ProblemType.RUN_UNKNOWN, "Check the ids in the path.")));
  }

  private static ListFormat format(@Nullable String contentType) {
    if (contentType == null) {
      throw Problems.of(
          ProblemType.UNSUPPORTED_MEDIA_TYPE, "Name the list's type in Content-Type.");
    }
    String type = contentType.toLowerCase(Locale.ROOT);
    if (type.contains("gzip")) {
      return ListFormat.DETECTED;
    }
    return type.contains("json") ? ListFormat.NDJSON : ListFormat.CSV;
  }

  private static boolean gzip(@Nullable String contentEncoding) {
    if (contentEncoding == null || contentEncoding.equalsIgnoreCase("identity")) {
      return false;
    }
    if (contentEncoding.equalsIgnoreCase("gzip") || contentEncoding.equalsIgnoreCase("x-gzip")) {
      return true;
    }
    throw Problems.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Encode the list as gzip or not at all.");
  }

  private static @Nullable String region(@Nullable String region) {
    if (region == null) {
      return null;
    }
    if (!region.matches("[A-Za-z]{2}")) {
      throw Problems.invalid("region", "two letters, as in ISO 3166-1");
    }
    return region.toUpperCase(Locale.ROOT);
  }
}
