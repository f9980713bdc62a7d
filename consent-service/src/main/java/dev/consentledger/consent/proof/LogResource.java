package dev.consentledger.consent.proof;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.proof.EntryBundleId;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The log as C2SP tlog-tiles asks: any client of that reads it with an auditor's token. */
@Path("/log")
@RolesAllowed(LogResource.AUDITOR)
@Tag(name = "Log", description = "The signed log (C2SP tlog-tiles)")
final class LogResource {
  /** The group of a token that may read the log. */
  static final String AUDITOR = "auditor";

  private static final String TEXT = "text/plain; charset=utf-8";

  /** Tiles and bundles never change; they are for auditors, so not for caches that many share. */
  private static final String FOR_EVER = "private, max-age=31536000, immutable";

  private static final String NEVER_STALE = "private, no-cache";

  private final LogView log;
  private final EntryBundles bundles;

  LogResource(LogView log, EntryBundles bundles) {
    this.log = log;
    this.bundles = bundles;
  }

  @GET
  @Path("/vkey")
  @Operation(
      operationId = "logKey",
      summary = "The log's public keys",
      description =
          "Each as a vkey of C2SP signed-note, one a line, the newest last: two while the log"
              + " changes its key. Compare them with what you got another way.")
  public Uni<Response> vkey() {
    return Uni.createFrom()
        .item(() -> answer(vkeys(log.verifiers()), TEXT, NEVER_STALE).build())
        .onFailure()
        .transform(ProofProblems::of);
  }

  private static String vkeys(List<VerifierKey> keys) {
    return keys.stream().map(key -> key.text() + "\n").collect(Collectors.joining());
  }

  @GET
  @Path("/checkpoint")
  @Operation(
      operationId = "logCheckpoint",
      summary = "The newest checkpoint",
      description =
          "A signed note (C2SP tlog-checkpoint) with the cosignatures that have arrived. Signed"
              + " within a second of an append.")
  public Uni<Response> checkpoint() {
    return log.published()
        .map(published -> published.orElseThrow(LogResource::notFound))
        .map(published -> answer(published.note().encode(), TEXT, NEVER_STALE).build())
        .onFailure()
        .transform(ProofProblems::of);
  }

  @GET
  @Path("/tile/entries/{path:.+}")
  @Operation(
      operationId = "logEntries",
      summary = "A bundle of entries",
      description =
          "Up to 256 entries, each behind its length in 16 bits, big-endian. The path is"
              + " <N>[.p/<W>] as C2SP tlog-tiles has it. 404 beyond the newest checkpoint's tree.")
  public Uni<Response> entries(
      @PathParam("path") @Parameter(example = "000.p/17") String path,
      @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Parameter(hidden = true)
          @Nullable String acceptEncoding) {
    EntryBundleId id = parsed(() -> EntryBundleId.parse("tile/entries/" + path));
    return within(new TileId(0, id.index(), id.width()))
        .chain(() -> bundles.read(id))
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .map(bundle -> bundle(bundle, Gzip.isAccepted(acceptEncoding)))
        .onFailure()
        .transform(ProofProblems::of);
  }

  @GET
  @Path("/tile/{path:.+}")
  @Operation(
      operationId = "logTile",
      summary = "A tile of hashes",
      description =
          "Up to 256 hashes of 32 bytes. The path is <L>/<N>[.p/<W>] as C2SP tlog-tiles has it. 404"
              + " beyond the newest checkpoint's tree.")
  public Uni<Response> tile(@PathParam("path") @Parameter(example = "0/000.p/17") String path) {
    TileId id = parsed(() -> TileId.parse("tile/" + path));
    return within(id)
        .chain(() -> log.tiles(Set.of(id)))
        .map(found -> {
          HashTile tile = found.get(id);
          if (tile == null) {
            throw new TilesUnfit("there is no " + id.path());
          }
          return answer(tile.encode(), MediaType.APPLICATION_OCTET_STREAM, FOR_EVER).build();
        })
        .onFailure()
        .transform(ProofProblems::of);
  }

  private static Response bundle(byte[] bundle, boolean isGzip) {
    var answer =
        answer(
                isGzip ? Gzip.compress(bundle) : bundle,
                MediaType.APPLICATION_OCTET_STREAM,
                FOR_EVER)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    return (isGzip ? answer.header(HttpHeaders.CONTENT_ENCODING, "gzip") : answer).build();
  }

  private static <T> T parsed(Supplier<T> parse) {
    try {
      return parse.get();
    } catch (ProofException _) {
      throw notFound();
    }
  }

  /** Nothing is served that no published checkpoint covers. */
  private Uni<Void> within(TileId id) {
    return log.published()
        .invoke(published -> {
          long size = published.map(SignedCheckpoint::size).orElse(0L);
          TileId stands = parsed(() -> TileId.inTree(id.level(), id.index(), size));
          if (stands.width() < id.width()) {
            throw notFound();
          }
        })
        .replaceWithVoid();
  }

  private static ProblemException notFound() {
    return new ProblemException(Problem.NOT_FOUND);
  }

  private static Response.ResponseBuilder answer(Object body, String type, String caching) {
    return Response.ok(body).type(type).header(HttpHeaders.CACHE_CONTROL, caching);
  }
}
