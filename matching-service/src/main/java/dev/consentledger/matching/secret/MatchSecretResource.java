package dev.consentledger.matching.secret;

import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.matching.projection.Permissions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the command that rotates the match secret waits for. The gateway has no route here. */
@Path("/internal/v1/operations/match-secret")
@RolesAllowed("operator")
@Blocking // It reads the file of secrets.
@Tag(name = "operations", description = "For the operator alone; not routed by the gateway")
class MatchSecretResource {
  private final MatchSecretSource source;
  private final Permissions permissions;
  private final Pool pool;

  MatchSecretResource(MatchSecretSource source, Permissions permissions, Pool pool) {
    this.source = source;
    this.permissions = permissions;
    this.pool = pool;
  }

  /**
   * How far a rotation has come here.
   *
   * @param file versions in this instance's file
   * @param complete versions that lists may be hashed under
   * @param uploads the version that new lists are hashed under, 0 for none
   * @param unfinishedOlder runs of lists hashed under an older one that are not paired yet
   */
  @Schema(name = "MatchSecretStanding")
  record Standing(
      List<Integer> file,
      List<Integer> published,
      List<Integer> complete,
      int uploads,
      long unfinishedOlder,
      long position) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Which versions of the match secret are in use here")
  public Uni<Standing> get() {
    MatchSecrets secrets = source.read();
    MatchSecretVersions told = permissions.matchSecretVersions();
    int uploads = MatchSecretSource.forUploads(secrets, told).map(MatchSecret::version).orElse(0);
    return pool.preparedQuery(
            """
            select count(*) from run
            where state in ('receiving', 'waiting', 'pairing') and match_secret_version < $1
            """)
        .execute(Tuple.of(uploads))
        .map(rows ->
            new Standing(
                secrets.versions(),
                told.published(),
                told.complete(),
                uploads,
                rows.iterator().next().getLong(0),
                permissions.position().value()));
  }
}
