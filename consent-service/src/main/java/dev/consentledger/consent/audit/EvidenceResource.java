package dev.consentledger.consent.audit;

import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonWriter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.OpenOptions;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/** What a replay found, in full: the accounts, and the evidence bundle. */
@Path("/v1/audit/replays/{replay}")
@RolesAllowed(Caller.GROUP)
@Tag(name = "Audit", description = "Replays of the ledger, and evidence")
final class EvidenceResource {
  private static final String NDJSON = "application/x-ndjson";
  private static final String ZIP = "application/zip";

  private final Replays replays;
  private final ReplayStore store;
  private final Bundles bundles;
  private final Subjects subjects;
  private final Vertx vertx;
  private final JsonWebToken token;

  EvidenceResource(
      Replays replays,
      ReplayStore store,
      Bundles bundles,
      Subjects subjects,
      Vertx vertx,
      JsonWebToken token) {
    this.replays = replays;
    this.store = store;
    this.bundles = bundles;
    this.subjects = subjects;
    this.vertx = vertx;
    this.token = token;
  }

  @GET
  @Path("/accounts")
  @Produces(NDJSON)
  @Operation(
      operationId = "replayAccounts",
      summary = "The accounts that an impact found, one JSON object a line",
      description =
          "Sorted by subject. People who were erased since are left out, and a last line says how"
              + " many they are, where there are any. The header Audit-Reason says why; both are"
              + " recorded in the ledger first.")
  @APIResponse(
      responseCode = "200",
      description = "Streamed; a stream that breaks off is not whole: compare the number",
      content =
          @Content(
              mediaType = NDJSON,
              schema = @Schema(type = SchemaType.STRING),
              examples =
                  @ExampleObject(
                      name = "line",
                      value =
                          "{\"subject\":\"0b7e5c52-5b8e-4b7e-9a51-0c3f6d0d7c11\",\"account\":\"acc-17\"}\n")))
  @APIResponse(responseCode = "400", description = "reason-required")
  @APIResponse(responseCode = "404", description = "replay-unknown")
  @APIResponse(responseCode = "409", description = "replay-not-done")
  @APIResponse(responseCode = "410", description = "evidence-gone")
  public RestMulti<Buffer> accounts(
      @PathParam("replay") String replay, @HeaderParam(Caller.REASON) @Nullable String reason) {
    String why = Caller.reason(reason);
    return RestMulti.fromUniResponse(
        replays.look(Caller.auditor(token), "accounts", Caller.replay(replay), Optional.of(why)),
        found -> accounts(found.id()));
  }

  private Multi<Buffer> accounts(UUID replay) {
    var erased = new AtomicLong();
    Multi<String> named =
        store.subjects(replay).onItem().transformToUniAndConcatenate(block -> lines(block, erased));
    Multi<String> left =
        Multi.createFrom()
            .deferred(() ->
                erased.get() == 0
                    ? Multi.createFrom().empty()
                    : Multi.createFrom().item(erasedLine(erased.get())));
    // A block without a line would be an empty line.
    return Multi.createBy()
        .concatenating()
        .streams(named, left)
        .filter(text -> !text.isEmpty())
        .map(text -> Buffer.buffer(text.getBytes(StandardCharsets.UTF_8)));
  }

  @GET
  @Path("/bundle")
  @Produces(ZIP)
  @Operation(
      operationId = "replayBundle",
      summary = "The evidence bundle: what an auditor needs to check the finding offline",
      description =
          "Check it with \"auditor verify\". It is written anew for each call and always has the"
              + " same content.")
  @APIResponse(
      responseCode = "200",
      description = "A zip",
      content =
          @Content(mediaType = ZIP, schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "404", description = "replay-unknown")
  @APIResponse(responseCode = "409", description = "replay-not-done")
  @APIResponse(responseCode = "410", description = "list-gone, erased-since, evidence-gone")
  public RestMulti<Buffer> bundle(
      @PathParam("replay") String replay, @HeaderParam(Caller.REASON) @Nullable String reason) {
    return RestMulti.fromUniResponse(
        replays
            .look(
                Caller.auditor(token),
                "bundle",
                Caller.replay(replay),
                Caller.optionalReason(reason))
            .chain(bundles::write),
        this::stream,
        folder ->
            Map.of(
                "Content-Disposition",
                List.of("attachment; filename=\"evidence-" + replay + ".zip\"")));
  }

  /** Without a last line end: the framework puts one between two blocks and at the end. */
  private Uni<String> lines(List<SubjectId> block, AtomicLong erased) {
    return Multi.createFrom()
        .iterable(block)
        .onItem()
        .transformToUni(subjects::find)
        .concatenate()
        .invoke(found -> erased.addAndGet(found.isPresent() ? 0 : 1))
        .filter(Optional::isPresent)
        .map(found -> line(found.get()))
        .collect()
        .with(Collectors.joining("\n"));
  }

  private static String line(Subjects.Subject known) {
    return JsonWriter.text(
        JsonObject.builder()
            .put("subject", known.id().toString())
            .put("account", known.account().value())
            .build());
  }

  private static String erasedLine(long people) {
    return JsonWriter.text(JsonObject.builder().put("erased", people).build());
  }

  private Multi<Buffer> stream(TemporaryFolder folder) {
    return vertx
        .fileSystem()
        .open(folder.file("bundle.zip").toString(), new OpenOptions().setWrite(false))
        .onItem()
        .transformToMulti(file -> file.toMulti().onTermination().call(file::close))
        .map(io.vertx.mutiny.core.buffer.Buffer::getDelegate)
        .onTermination()
        .call(() ->
            vertx.executeBlocking(() -> {
              folder.close();
              return true;
            }));
  }
}
