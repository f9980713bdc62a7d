package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.ConsistencyProof;
import dev.consentledger.kernel.proof.InclusionProof;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.TreeHead;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Proofs under the published checkpoint, waiting for it where the entry is new. */
@Singleton
final class LogProofs implements Proofs {
  private final LogView log;
  private final LeafIndex leaves;
  private final TileProofs proofs;
  private final EventLedger ledger;
  private final Duration waitLimit;
  private final Duration waitInterval;

  LogProofs(
      LogView log,
      LeafIndex leaves,
      TileProofs proofs,
      EventLedger ledger,
      ProofSettings settings) {
    this.log = log;
    this.leaves = leaves;
    this.proofs = proofs;
    this.ledger = ledger;
    this.waitLimit = settings.waitLimit();
    this.waitInterval = settings.waitInterval();
  }

  @Override
  public Uni<Optional<TlogProof>> proofOf(Position position) {
    if (position.equals(Position.START)) {
      return Uni.createFrom().item(Optional.empty());
    }
    return underOrEmpty(each -> each.position().isAtLeast(position), position)
        .chain(found ->
            found.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : leaves
                    .indexOf(position)
                    .chain(index ->
                        index.isEmpty()
                            ? Uni.createFrom().item(Optional.empty())
                            : proofOf(index.getAsLong(), found.get()).map(Optional::of)));
  }

  /** Where the entry isn't there yet, everything up to the head must have its leaf to say so. */
  @Override
  public Uni<Optional<TlogProof>> proofOf(long index) {
    if (index < 0) {
      return Uni.createFrom().item(Optional.empty());
    }
    Predicate<SignedCheckpoint> covers = each -> each.size() > index;
    return log.published()
        .chain(published ->
            published.filter(covers).isPresent()
                ? Uni.createFrom().item(published)
                : ledger.head().chain(head -> indexUnder(index, covers, head)))
        .chain(found ->
            found.isEmpty()
                ? Uni.createFrom().item(Optional.empty())
                : proofOf(index, found.get()).map(Optional::of));
  }

  /** The end of a wait: the checkpoint that covers an entry, or none where there is no entry. */
  private record Outcome(Optional<SignedCheckpoint> under) {}

  private Uni<Optional<SignedCheckpoint>> indexUnder(
      long index, Predicate<SignedCheckpoint> covers, Position head) {
    return await(() ->
            log.integrated()
                .chain(at -> {
                  boolean isNone = at.position().isAtLeast(head) && at.head().size() <= index;
                  return isNone
                      ? Uni.createFrom().item(Optional.of(new Outcome(Optional.empty())))
                      : log.published()
                          .map(found -> found.filter(covers).map(each -> new Outcome(found)));
                }))
        .map(Outcome::under);
  }

  @Override
  public Uni<TlogProof> proofOf(long index, SignedCheckpoint under) {
    return proofs
        .inclusion(List.of(index), under.head())
        .map(found -> TlogProof.of(found.values().iterator().next(), under.note()));
  }

  @Override
  public Uni<Map<Long, InclusionProof>> inclusion(Collection<Long> indices, TreeHead head) {
    return proofs.inclusion(indices, head);
  }

  @Override
  public Uni<ConsistencyProof> consistency(TreeHead older, TreeHead newer) {
    return proofs.consistency(older, newer);
  }

  @Override
  public Uni<SignedCheckpoint> covering(Position position) {
    return await(() ->
        log.published().map(found -> found.filter(each -> each.position().isAtLeast(position))));
  }

  /** Empty at once where the ledger ends before the position. */
  private Uni<Optional<SignedCheckpoint>> underOrEmpty(
      Predicate<SignedCheckpoint> covers, Position position) {
    return log.published()
        .chain(published ->
            published.filter(covers).isPresent()
                ? Uni.createFrom().item(published)
                : ledger
                    .head()
                    .chain(head ->
                        head.isAtLeast(position)
                            ? covering(position).map(Optional::of)
                            : Uni.createFrom().item(Optional.empty())));
  }

  private <T> Uni<T> await(Supplier<Uni<Optional<T>>> look) {
    return look(look, System.nanoTime() + waitLimit.toNanos());
  }

  private <T> Uni<T> look(Supplier<Uni<Optional<T>>> look, long endNanos) {
    return look.get()
        .chain(found -> {
          if (found.isPresent()) {
            return Uni.createFrom().item(found.get());
          }
          if (System.nanoTime() - endNanos >= 0) {
            return Uni.createFrom().failure(new ProofPending());
          }
          return Uni.createFrom()
              .voidItem()
              .onItem()
              .delayIt()
              .by(waitInterval)
              .chain(() -> look(look, endNanos));
        });
  }
}
