package dev.consentledger.matching.audit;

import dev.consentledger.kernel.event.RunId;
import dev.consentledger.matching.problems.ProblemType;
import dev.consentledger.matching.problems.Problems;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;

/** A run for consent-service's replays. */
@Path("/internal/v1/runs/{run}")
@RolesAllowed("consent")
@Tag(name = "internal", description = "For consent-service alone; not routed by the gateway")
class RunRecordResource {
  private final RunRecords records;

  RunRecordResource(RunRecords records) {
    this.records = records;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "A run's state and result, as this service has them")
  @APIResponse(
      responseCode = "200",
      description = "The run",
      content = @Content(schema = @Schema(implementation = RunRecord.class)))
  @APIResponse(responseCode = "404", description = "run-unknown")
  public Uni<RunRecord> get(@PathParam("run") String run) {
    return records.find(id(run)).map(found -> found.orElseThrow(RunRecordResource::unknown));
  }

  @GET
  @Path("/list")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      summary = "The run's list: its blocks, each behind its length in four bytes, big-endian",
      description = "Check its digest: a stream that broke off is not whole.")
  @APIResponse(
      responseCode = "200",
      description = "Streamed",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "404", description = "run-unknown: also where the list is gone")
  public RestMulti<Buffer> list(@PathParam("run") String run) {
    return streamed(records.list(id(run)));
  }

  @GET
  @Path("/pairings")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(
      summary = "The run's pairings: row (8 bytes), key (16), subject (16), grant's position (8)",
      description =
          "In the order of these bytes, as the result root commits to them; check the root. They"
              + " are kept when the audience is deleted.")
  @APIResponse(
      responseCode = "200",
      description = "Streamed",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_OCTET_STREAM,
              schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "404", description = "run-unknown")
  public RestMulti<Buffer> pairings(@PathParam("run") String run) {
    return streamed(records.pairings(id(run)));
  }

  private static RestMulti<Buffer> streamed(Uni<Optional<Multi<Buffer>>> found) {
    return RestMulti.fromUniResponse(
        found.map(content -> content.orElseThrow(RunRecordResource::unknown)), Function.identity());
  }

  private static RunId id(String run) {
    try {
      return RunId.parse(run);
    } catch (IllegalArgumentException _) {
      throw unknown();
    }
  }

  private static RuntimeException unknown() {
    return Problems.of(ProblemType.RUN_UNKNOWN, "Check the run's id, or its list is gone.");
  }
}
