package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.AudienceId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/**
 * The paired grants of an audience's recorded runs (rule 6: no other run is ever read). Which runs
 * count is asked of the database at every read; their bitmaps never change, so they are kept in
 * memory up to a limit in bytes.
 */
@ApplicationScoped
public class ReadyRuns {
  private final Pool pool;
  private final long cacheBytesMax;
  private final Map<UUID, RoaringBitmap> cache = new LinkedHashMap<>(16, 0.75f, true);
  private final SharedReads<AudienceId, Optional<List<RoaringBitmap>>> reads =
      new SharedReads<>(this::read);
  private long cacheBytes;

  ReadyRuns(Pool pool, AudienceConfig config) {
    this.pool = pool;
    this.cacheBytesMax = config.cacheBytesMax();
  }

  /**
   * One bitmap of grant ordinals a ready run; read them and never change them. Empty where there is
   * no such audience, or it may not be read (any more). Those who ask at the same time share one
   * read that began after they asked: two queries a request were the most of its cost.
   */
  public Uni<Optional<List<RoaringBitmap>>> grantsOf(AudienceId audience) {
    return reads.get(audience);
  }

  private Uni<Optional<List<RoaringBitmap>>> read(AudienceId audience) {
    return pool.preparedQuery(
            """
            select run.run from audience
            left join run on run.audience = audience.audience and run.state = 'ready'
            where audience.audience = $1 and audience.position is not null
              and not audience.deleting
            order by run.created_at
            """)
        .execute(Tuple.of(audience.value()))
        .chain(rows -> rows.size() == 0 ? Uni.createFrom().item(Optional.empty()) : bitmaps(rows));
  }

  /** A row without a run is an audience without one. */
  private Uni<Optional<List<RoaringBitmap>>> bitmaps(RowSet<Row> rows) {
    List<UUID> runs = new ArrayList<>();
    rows.forEach(row -> {
      if (row.getUUID(0) != null) {
        runs.add(row.getUUID(0));
      }
    });
    return Multi.createFrom()
        .iterable(runs)
        .onItem()
        .transformToUniAndConcatenate(this::bitmap)
        .select()
        .where(Optional::isPresent)
        .map(Optional::orElseThrow)
        .collect()
        .asList()
        .map(Optional::of);
  }

  private Uni<Optional<RoaringBitmap>> bitmap(UUID run) {
    synchronized (cache) {
      RoaringBitmap cached = cache.get(run);
      if (cached != null) {
        return Uni.createFrom().item(Optional.of(cached));
      }
    }
    return pool.preparedQuery("select bitmap from run where run = $1 and state = 'ready'")
        .execute(Tuple.of(run))
        .map(rows -> {
          for (Row row : rows) {
            return Optional.of(keep(run, read(row.getBuffer(0).getBytes())));
          }
          return Optional.empty();
        });
  }

  private RoaringBitmap keep(UUID run, RoaringBitmap bitmap) {
    synchronized (cache) {
      RoaringBitmap before = cache.put(run, bitmap);
      cacheBytes +=
          bitmap.getLongSizeInBytes() - (before == null ? 0 : before.getLongSizeInBytes());
      var eldest = new ArrayList<UUID>();
      Iterator<Map.Entry<UUID, RoaringBitmap>> oldestFirst = cache.entrySet().iterator();
      while (cacheBytes > cacheBytesMax && oldestFirst.hasNext()) {
        Map.Entry<UUID, RoaringBitmap> oldest = oldestFirst.next();
        cacheBytes -= oldest.getValue().getLongSizeInBytes();
        eldest.add(oldest.getKey());
      }
      cache.keySet().removeAll(eldest);
    }
    return bitmap;
  }

  private static RoaringBitmap read(byte[] bytes) {
    try {
      var bitmap = new RoaringBitmap();
      bitmap.deserialize(ByteBuffer.wrap(bytes));
      return bitmap;
    } catch (IOException e) {
      throw new UncheckedIOException("a stored bitmap is damaged", e);
    }
  }
}
