package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.matching.intake.BlockStore;
import dev.consentledger.matching.intake.CpuPool;
import dev.consentledger.matching.projection.MatchKeysIncomplete;
import dev.consentledger.matching.projection.MatchSecretRetired;
import dev.consentledger.matching.projection.Permissions;
import dev.consentledger.matching.projection.Permissions.FrozenPermissions;
import dev.consentledger.matching.projection.ProjectionBehind;
import dev.consentledger.matching.projection.ProjectionStale;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * One run's steps, each from a stored state to the next. A step that fails for good stores why; one
 * that fails for the moment fails its Uni, and may be taken again.
 */
@ApplicationScoped
class RunSteps {
  /** Of one run, besides the one whose turn it is: a MiB or two each. */
  private static final int BLOCKS_AHEAD = 3;

  private static final int BLOCKS_STORED_AT_ONCE = 2;

  private final RunStore runs;
  private final BlockStore blocks;
  private final PairingStore pairings;
  private final CpuPool cpu;
  private final Fence fence;
  private final Permissions permissions;
  private final Ledger ledger;
  private final RunMetrics metrics;

  RunSteps(
      RunStore runs,
      BlockStore blocks,
      PairingStore pairings,
      CpuPool cpu,
      Fence fence,
      Permissions permissions,
      Ledger ledger,
      RunMetrics metrics) {
    this.runs = runs;
    this.blocks = blocks;
    this.pairings = pairings;
    this.cpu = cpu;
    this.fence = fence;
    this.permissions = permissions;
    this.ledger = ledger;
    this.metrics = metrics;
  }

  /**
   * Takes a waiting or interrupted run to {@code recording}, or fails it closed. Pairing again is
   * harmless: nothing was recorded before its result was stored.
   */
  Uni<Void> pair(RunId id, UUID claim) {
    return runs.load(id)
        .chain(found -> {
          RunState state = found.map(Run::state).orElse(RunState.FAILED);
          return state == RunState.WAITING || state == RunState.PAIRING
              ? fenced(found.orElseThrow(), claim)
              : Uni.createFrom().voidItem();
        })
        .onFailure(RunGone.class)
        .recoverWithNull();
  }

  private Uni<Void> fenced(Run run, UUID claim) {
    return fence
        .forRun(run.matchSecretVersion())
        .call(head ->
            run.state() == RunState.PAIRING
                ? Uni.createFrom().item(true)
                : runs.move(run.id(), RunState.WAITING, RunState.PAIRING).invoke(RunSteps::went))
        .chain(head -> attempted(run, head))
        .replaceWithVoid()
        .onFailure(failure -> refusal(failure).isPresent())
        .recoverWithUni(failure -> fail(run.id(), claim, refusal(failure).orElseThrow()));
  }

  /**
   * Pairings are stored as they are made; the result then names the attempt that made them. Where
   * somebody was erased since the head was read, the run waits until that is reflected here.
   */
  private Uni<PairingResult> attempted(Run run, Position head) {
    return Uni.createFrom()
        .deferred(() -> {
          PairingStore.Attempt attempt = pairings.attempt(run.id());
          return atOnePosition(run, head, attempt)
              .call(result -> runs.saveResult(run.id(), result, attempt).invoke(RunSteps::went))
              .onFailure()
              .call(attempt::forget);
        })
        .onFailure(ErasedSince.class)
        .recoverWithUni(
            failure -> fence.forRun(failure.position()).chain(later -> attempted(run, later)));
  }

  private Uni<PairingResult> atOnePosition(Run run, Position head, PairingStore.Attempt attempt) {
    return Uni.createFrom()
        .deferred(() -> {
          FrozenPermissions frozen = permissions.freeze(run.matchSecretVersion());
          long begun = System.nanoTime();
          return paired(run, head, frozen, attempt)
              .eventually(frozen::close)
              .invoke(result ->
                  metrics.paired(
                      run.counts().accepted(),
                      result.pairings(),
                      Duration.ofNanos(System.nanoTime() - begun)));
        });
  }

  private Uni<PairingResult> paired(
      Run run, Position head, FrozenPermissions frozen, PairingStore.Attempt attempt) {
    if (!frozen.position().isAtLeast(head)) {
      return Uni.createFrom().failure(new ProjectionBehind("frozen below the ledger's head"));
    }
    var pairing = new Pairing(frozen);
    return attempt
        .begin(frozen.position())
        .chain(() -> stored(run, pairing, attempt))
        .chain(() -> cpu.run(pairing::result));
  }

  /**
   * Blocks are read and probed some ahead of their turn, and stored some behind it, so that
   * processors, database and disk work at the same time: one by one took twice as long.
   */
  private Uni<Void> stored(Run run, Pairing pairing, PairingStore.Attempt attempt) {
    var ahead =
        new Ahead<>(run.blocks(), BLOCKS_AHEAD, number -> probed(run.id(), number, pairing));
    return Multi.createFrom()
        .range(0, run.blocks())
        .onItem()
        .transformToUniAndConcatenate(
            _ -> ahead.next().chain(block -> cpu.run(() -> pairing.add(block))))
        .onItem()
        .transformToUni(attempt::append)
        .merge(BLOCKS_STORED_AT_ONCE)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<ProbedBlock> probed(RunId run, int number, Pairing pairing) {
    return blocks
        .content(run, number)
        .map(content -> content.orElseThrow(RunGone::new))
        .chain(content -> cpu.run(() -> pairing.probed(content)));
  }

  /**
   * Records a stored result, once: repeating the call appends nothing. Fails with {@link
   * LedgerUnavailable} while the ledger does not answer; the audience does not have the run until
   * it did.
   */
  Uni<Void> record(RunId id, UUID claim) {
    return runs.load(id)
        .chain(found -> {
          if (found.isEmpty() || found.get().state() != RunState.RECORDING) {
            return Uni.createFrom().voidItem();
          }
          Run run = found.get();
          return ledger
              .listMatched(run, run.result().orElseThrow())
              .chain(at -> runs.recorded(id, at))
              .replaceWithVoid()
              .onFailure(LedgerRefused.class)
              .recoverWithUni(refused -> fail(id, claim, reasonOf(refused)));
        });
  }

  private Uni<Void> fail(RunId id, UUID claim, RunFailure reason) {
    return runs.fail(id, claim, reason).replaceWithVoid();
  }

  private static RunFailure reasonOf(LedgerRefused refused) {
    return switch (refused.status()) {
      case 409 -> RunFailure.RUN_DIFFERS;
      case 404, 410 -> RunFailure.AUDIENCE_UNKNOWN;
      default -> RunFailure.RECORD_REFUSED;
    };
  }

  /** What fails a run closed; anything else is trouble that may pass. */
  private static Optional<RunFailure> refusal(Throwable failure) {
    return switch (failure) {
      case MatchSecretRetired _ -> Optional.of(RunFailure.MATCH_SECRET_RETIRED);
      // It was complete when the list came: the projection that pairs it is behind.
      case MatchKeysIncomplete _ -> Optional.of(RunFailure.PROJECTION_BEHIND);
      case ProjectionBehind _ -> Optional.of(RunFailure.PROJECTION_BEHIND);
      case ProjectionStale _ -> Optional.of(RunFailure.PROJECTION_STALE);
      case LedgerUnavailable _ -> Optional.of(RunFailure.LEDGER_UNAVAILABLE);
      case LedgerRefused _ -> Optional.of(RunFailure.LEDGER_UNAVAILABLE);
      // A broken invariant is not tried again: damaged blocks stay damaged.
      case IllegalStateException _ -> Optional.of(RunFailure.INTERNAL_ERROR);
      default -> Optional.empty();
    };
  }

  private static void went(boolean changed) {
    if (!changed) {
      throw new RunGone();
    }
  }
}
