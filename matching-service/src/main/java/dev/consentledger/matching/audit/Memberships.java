package dev.consentledger.matching.audit;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.evidence.PairingRecord.Whole;
import dev.consentledger.matching.intake.CpuPool;
import dev.consentledger.matching.pairing.SubjectFilter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the recorded runs that a subject was paired in. The database reads each block's filter (3%
 * of the block) and answers those that may hold the subject; only they are read, one at a time: one
 * MiB at most for each that does, and for one in 150 that does not.
 */
@ApplicationScoped
class Memberships {
  private static final String CANDIDATES =
      """
      select block.attempt, block.number, record.run, record.audience, record.recorded_position,
        nullif(audience.name, '') as name, audience.advertiser, audience.deleted_position
      from pairing_record record
      join pairing_block block on block.attempt = record.attempt
      left join audience on audience.audience = record.audience
      where (record.recorded_position is not null or record.audience is null)
        and not record.leaving
        and not exists (select from erasure where subject = $5)
        and (block.subjects is null
          or (get_bit(block.subjects, $1::bigint % (8 * length(block.subjects))) = 1
            and get_bit(block.subjects, $2::bigint % (8 * length(block.subjects))) = 1
            and get_bit(block.subjects, $3::bigint % (8 * length(block.subjects))) = 1
            and get_bit(block.subjects, $4::bigint % (8 * length(block.subjects))) = 1))
      order by record.recorded_position nulls first, record.run, block.number
      """;

  private final Pool pool;
  private final CpuPool cpu;

  Memberships(Pool pool, CpuPool cpu) {
    this.pool = pool;
    this.cpu = cpu;
  }

  /**
   * One grant that one run paired.
   *
   * @param audience null, as the next two and the record's position, where it was deleted by a
   *     release that kept only the pairings; the ledger's ListMatched tells it
   * @param audienceName null also where the audience is deleted
   * @param deletedPosition where the ledger has its deletion; null for an audience that lives
   */
  record Membership(
      UUID run,
      @Nullable UUID audience,
      @Nullable String audienceName,
      @Nullable String advertiser,
      @Nullable Long recordedPosition,
      long grant,
      @Nullable Long deletedPosition) {}

  /** In the order in which the runs were recorded. A run pairs a grant once here, however often. */
  Uni<List<Membership>> of(SubjectId subject) {
    long[] hashes = SubjectFilter.hashes(subject);
    return pool.preparedQuery(CANDIDATES)
        .execute(Tuple.of(hashes[0], hashes[1], hashes[2], hashes[3], subject.value()))
        .chain(rows ->
            Multi.createFrom()
                .iterable(rows)
                .onItem()
                .transformToUniAndConcatenate(
                    row -> grants(row, subject).map(grants -> new Paired(row, grants)))
                .collect()
                .asList())
        .map(Memberships::once);
  }

  private record Paired(Row block, Set<Position> grants) {}

  private Uni<Set<Position>> grants(Row block, SubjectId subject) {
    return pool.preparedQuery(
            "select content from pairing_block where attempt = $1 and number = $2")
        .execute(Tuple.of(block.getUUID("attempt"), block.getInteger("number")))
        .chain(rows -> {
          List<byte[]> contents = new ArrayList<>();
          rows.forEach(row -> contents.add(row.getBuffer(0).getBytes()));
          return cpu.run(() -> grants(contents, subject));
        });
  }

  private static Set<Position> grants(List<byte[]> contents, SubjectId subject) {
    Set<Position> grants = new TreeSet<>();
    for (byte[] content : contents) {
      for (int at = 0; at < content.length; at += PairingRecord.BYTES) {
        byte[] bytes = Arrays.copyOfRange(content, at, at + PairingRecord.BYTES);
        if (PairingRecord.ofBytes(bytes) instanceof Whole(PairingLeaf leaf)
            && leaf.subject().equals(subject)) {
          grants.add(leaf.grant());
        }
      }
    }
    return grants;
  }

  private static List<Membership> once(List<Paired> paired) {
    List<Membership> all = new ArrayList<>();
    Set<List<Object>> seen = new HashSet<>();
    for (Paired each : paired) {
      for (Position grant : each.grants()) {
        Membership one = membership(each.block(), grant);
        if (seen.add(List.of(one.run(), one.grant()))) {
          all.add(one);
        }
      }
    }
    return all;
  }

  private static Membership membership(Row row, Position grant) {
    return new Membership(
        row.getUUID("run"),
        row.getUUID("audience"),
        row.getString("name"),
        row.getString("advertiser"),
        row.getLong("recorded_position"),
        grant.value(),
        row.getLong("deleted_position"));
  }
}
