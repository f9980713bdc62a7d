package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How far the end of an invalid notice's grants has come, for consent-service. */
@Path("/internal/v1/notices/{id}/versions/{version}")
@RolesAllowed("consent")
@Tag(name = "internal", description = "For consent-service alone; not routed by the gateway")
class NoticeResource {
  private static final Standing UNTOLD = new Standing(null, false, 0);

  private final Projection projection;
  private final Pool pool;

  NoticeResource(Projection projection, Pool pool) {
    this.projection = projection;
    this.pool = pool;
  }

  /**
   * Where an invalid notice stands here.
   *
   * @param position from which on it is invalid; null where that was not told (yet)
   * @param applied whether what this instance permits and reads reflects it
   * @param rowsLeft rows of ended grants that the background job has still to delete
   */
  @Schema(name = "NoticeStanding")
  record Standing(@Nullable Long position, boolean applied, long rowsLeft) {}

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Whether an invalid notice's grants have ended here, and what is left to do")
  public Uni<Standing> get(@PathParam("id") String id, @PathParam("version") String version) {
    return pool.preparedQuery(
            """
            select invalid_position, rows_left from notice
            where id = $1 and version = $2 and invalid_position is not null
            """)
        .execute(Tuple.of(id, version))
        .map(rows -> rows.rowCount() == 0 ? UNTOLD : standing(rows.iterator().next()));
  }

  private Standing standing(Row row) {
    long position = row.getLong("invalid_position");
    return new Standing(
        position,
        projection.position().isAtLeast(new Position(position)),
        row.getLong("rows_left"));
  }
}
