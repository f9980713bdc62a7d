package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.EntryBundle;
import dev.consentledger.kernel.proof.EntryBundleId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Entry bundles out of the ledger itself: nothing is stored twice. */
@Singleton
final class EntryBundles {
  private final EventLedger ledger;
  private final LeafIndex leaves;

  EntryBundles(EventLedger ledger, LeafIndex leaves) {
    this.ledger = ledger;
    this.leaves = leaves;
  }

  /**
   * Reads after the entry before: not every store takes a position that none of its entries has.
   */
  Uni<byte[]> read(EntryBundleId id) {
    Uni<Optional<Position>> before =
        id.firstEntry() == 0
            ? Uni.createFrom().item(Optional.of(Position.START))
            : leaves.positionOf(id.firstEntry() - 1);
    return before.chain(after ->
        ledger
            .readAll(after.orElseThrow(() -> new TilesUnfit("a leaf has no position")))
            .select()
            .first(id.width())
            .map(entry -> entry.bytes().array())
            .collect()
            .asList()
            .map(entries -> {
              if (entries.size() != id.width()) {
                throw new TilesUnfit("the ledger holds fewer entries than were signed");
              }
              return EntryBundle.encode(entries);
            }));
  }
}
