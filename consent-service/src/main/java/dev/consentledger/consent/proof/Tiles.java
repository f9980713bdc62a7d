package dev.consentledger.consent.proof;

import dev.consentledger.consent.proof.LogView.StoredTile;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.TileId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table of tiles. */
@Singleton
final class Tiles {
  private static final int PAGE_ROWS_MAX = 64;

  private final Pool pool;

  Tiles(Pool pool) {
    this.pool = pool;
  }

  /** Those that are stored and wide enough, each cut to the width asked for. */
  Uni<Map<TileId, HashTile>> read(Collection<TileId> ids) {
    if (ids.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return pool.preparedQuery(
            """
            SELECT wanted.ordinality - 1 AS number, tile.hashes
            FROM unnest($1::int[], $2::bigint[]) WITH ORDINALITY AS wanted (level, index)
            JOIN proof_tile tile USING (level, index)
            """)
        .execute(
            Tuple.of(
                ids.stream().map(TileId::level).toArray(Integer[]::new),
                ids.stream().map(TileId::index).toArray(Long[]::new)))
        .map(rows -> {
          List<TileId> wanted = List.copyOf(ids);
          var found = new HashMap<TileId, HashTile>();
          rows.forEach(row -> {
            TileId id = wanted.get(row.getLong("number").intValue());
            HashTile tile = decode(row);
            if (tile.width() >= id.width()) {
              found.put(id, new HashTile(tile.hashes().subList(0, id.width())));
            }
          });
          return found;
        });
  }

  private static HashTile decode(Row row) {
    byte[] hashes = row.getBuffer("hashes").getBytes();
    return HashTile.decode(hashes, hashes.length / Hash.BYTES);
  }

  Multi<StoredTile> all() {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new long[] {-1, 0},
            last ->
                page(last[0], last[1])
                    .invoke(page -> {
                      if (!page.isEmpty()) {
                        last[0] = page.getLast().id().level();
                        last[1] = page.getLast().id().index();
                      }
                    }))
        .whilst(page -> page.size() == PAGE_ROWS_MAX)
        .onItem()
        .disjoint();
  }

  private Uni<List<StoredTile>> page(long afterLevel, long afterIndex) {
    return pool.preparedQuery(
            """
            SELECT level, index, hashes FROM proof_tile
            WHERE (level, index) > ($1::bigint, $2::bigint) ORDER BY level, index LIMIT $3
            """)
        .execute(Tuple.of(afterLevel, afterIndex, PAGE_ROWS_MAX))
        .map(rows -> {
          var page = new ArrayList<StoredTile>();
          rows.forEach(row -> {
            HashTile tile = decode(row);
            var id = new TileId(row.getShort("level"), row.getLong("index"), tile.width());
            page.add(new StoredTile(id, tile));
          });
          return page;
        });
  }

  /** Whether there is every full tile of a tree of this size. Looks at lengths alone. */
  Uni<Boolean> areComplete(long size) {
    return pool.preparedQuery(
            """
            SELECT level, count(*) AS tiles FROM proof_tile
            WHERE octet_length(hashes) = $1 AND index < ($2::bigint >> (8 * (level + 1)))
            GROUP BY level
            """)
        .execute(Tuple.of(TileId.WIDTH * Hash.BYTES, size))
        .map(rows -> {
          var full = new HashMap<Integer, Long>();
          rows.forEach(row -> full.put((int) row.getShort("level"), row.getLong("tiles")));
          for (int level = 0; size >> (8 * (level + 1)) > 0; level++) {
            if (full.getOrDefault(level, 0L) != size >> (8 * (level + 1))) {
              return false;
            }
          }
          return true;
        });
  }

  static Uni<Void> write(SqlConnection connection, Map<TileId, HashTile> tiles) {
    if (tiles.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    var tuple =
        Tuple.tuple()
            .addValue(tiles.keySet().stream().map(TileId::level).toArray(Integer[]::new))
            .addValue(tiles.keySet().stream().map(TileId::index).toArray(Long[]::new))
            .addValue(
                tiles.values().stream()
                    .map(tile -> Buffer.buffer(tile.encode()))
                    .toArray(Buffer[]::new));
    return connection
        .preparedQuery(
            """
            INSERT INTO proof_tile (level, index, hashes)
            SELECT * FROM unnest($1::int[], $2::bigint[], $3::bytea[])
            ON CONFLICT (level, index) DO UPDATE SET hashes = EXCLUDED.hashes
            """)
        .execute(tuple)
        .replaceWithVoid();
  }

  static Uni<Void> clear(SqlConnection connection) {
    return connection.query("DELETE FROM proof_tile").execute().replaceWithVoid();
  }
}
