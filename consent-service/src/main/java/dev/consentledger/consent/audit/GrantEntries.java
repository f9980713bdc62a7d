package dev.consentledger.consent.audit;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.proof.LeafIndex;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whose streams single entries stand in: all that an erased pairing says of its person is where its
 * grant stands. Blocks: for a replay's own thread.
 */
@Singleton
final class GrantEntries {
  private final EventLedger ledger;
  private final LeafIndex index;
  private final ReadLimit limit;
  private final OwnThread own;
  private final int lookupsMax;

  GrantEntries(EventLedger ledger, LeafIndex index, ReadLimit limit, AuditSettings settings) {
    this.ledger = ledger;
    this.index = index;
    this.limit = limit;
    this.own = new OwnThread(settings.readLimit());
    this.lookupsMax = settings.lookupsMax();
  }

  /**
   * At most {@link LeafIndex#POSITIONS_MAX} positions; those where no subject's entry stands are
   * left out.
   */
  Map<Position, SubjectId> subjects(Collection<Position> positions) {
    if (positions.isEmpty()) {
      return Map.of();
    }
    Map<Position, Long> indices = own.get(index.indicesOf(positions));
    limit.take(indices.size());
    List<Optional<StoredEntry>> entries =
        own.get(
            Multi.createFrom()
                .iterable(indices.values())
                .onItem()
                .transformToUni(this::entry)
                .merge(lookupsMax)
                .collect()
                .asList());
    Map<Position, SubjectId> subjects = new HashMap<>();
    for (Optional<StoredEntry> entry : entries) {
      entry
          .filter(found -> indices.containsKey(found.position()) && found.stream().isSubject())
          .ifPresent(found -> subjects.put(found.position(), found.stream().subject()));
    }
    return subjects;
  }

  /**
   * Reads after the entry before: not every store takes a position that none of its entries has.
   */
  private Uni<Optional<StoredEntry>> entry(long leaf) {
    Uni<Optional<Position>> before =
        leaf == 0 ? Uni.createFrom().item(Optional.of(Position.START)) : index.positionOf(leaf - 1);
    return before.chain(after ->
        after.isEmpty()
            ? Uni.createFrom().item(Optional.empty())
            : ledger
                .readAll(after.get())
                .select()
                .first(1)
                .collect()
                .first()
                .map(Optional::ofNullable));
  }
}
