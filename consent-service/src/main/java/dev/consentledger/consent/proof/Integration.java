package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.Leadership;
import dev.consentledger.consent.proof.TreeStore.Begun;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TileSource;
import dev.consentledger.kernel.proof.TreeAppender;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Integrates and signs while this instance leads: one term after another, with a growing pause
 * after trouble. Everything here runs on the executor's one thread.
 */
final class Integration implements Leadership.Candidate {
  private static final Logger LOG = Logger.getLogger(Integration.class);

  /** After so many terms that integrated nothing, another instance may try. */
  private static final int FUTILE_TERMS_MAX = 10;

  private final IntegrationTerm.Parts parts;
  private final Tiles tiles;
  private final TileProofs proofs;
  private final List<Cosigner> cosigners;
  private final ScheduledExecutorService executor;
  private final ProofStatus status;
  private @Nullable Leadership leadership;
  private @Nullable IntegrationTerm term;
  private CompletableFuture<Void> finished = CompletableFuture.completedFuture(null);
  private long generation;
  private boolean leads;
  private boolean rebuildWanted;
  private int futileTerms;

  Integration(
      IntegrationTerm.Parts parts,
      Tiles tiles,
      TileProofs proofs,
      List<Cosigner> cosigners,
      ScheduledExecutorService executor,
      ProofStatus status) {
    this.parts = parts;
    this.tiles = tiles;
    this.proofs = proofs;
    this.cosigners = List.copyOf(cosigners);
    this.executor = executor;
    this.status = status;
  }

  /** Where a term goes on from. */
  private record Prepared(long term, GrowingTree tree, Optional<SignedCheckpoint> newest) {}

  void start(Leadership given) {
    leadership = given;
    status.standsBy();
    given.start();
  }

  /** Computes all tiles anew from the ledger; what was signed must come out again. */
  void rebuild() {
    executor.execute(() -> {
      rebuildWanted = true;
      if (leads) {
        endTerm();
        begin(generation);
      }
    });
  }

  /** Completes when nothing is being saved any more. */
  CompletableFuture<Void> stop() {
    return CompletableFuture.runAsync(this::end, executor)
        .thenCompose(_ -> finished)
        .exceptionally(_ -> null)
        .thenRun(() -> {
          cosigners.forEach(Cosigner::close);
          if (leadership != null) {
            leadership.stop();
          }
        });
  }

  @Override
  public void elected() {
    leads = true;
    begin(++generation);
  }

  @Override
  public void lost() {
    end();
    status.standsBy();
  }

  private void end() {
    leads = false;
    cosigners.forEach(Cosigner::stop);
    endTerm();
  }

  private void endTerm() {
    generation++;
    if (term != null) {
      term.stop();
    }
  }

  /** A former term of this instance ends first. */
  private void begin(long mine) {
    var _ =
        finished.whenCompleteAsync(
            (_, _) ->
                parts
                    .store()
                    .begin()
                    .chain(this::prepare)
                    .ifNoItem()
                    .after(parts.settings().stuckLimit())
                    .fail()
                    .subscribe()
                    .with(
                        prepared -> executor.execute(() -> integrate(mine, prepared)),
                        failure -> executor.execute(() -> failed(mine, failure))),
            executor);
  }

  private Uni<Prepared> prepare(Begun begun) {
    return parts
        .checkpoints()
        .newest()
        .chain(newest ->
            resume(begun, newest)
                .onFailure(
                    failure -> failure instanceof ProofException || failure instanceof TilesUnfit)
                .recoverWithUni(failure -> reset(begun, newest, failure)));
  }

  /** Fails where the tiles are not there, or lead neither to the head nor to what was signed. */
  private Uni<Prepared> resume(Begun begun, Optional<SignedCheckpoint> newest) {
    var head = begun.integrated().head();
    return Uni.createFrom()
        .deferred(() -> tiles.areComplete(head.size()))
        .chain(areComplete -> {
          if (rebuildWanted || !areComplete) {
            throw new TilesUnfit(rebuildWanted ? "that was asked for" : "tiles are missing");
          }
          return tiles.read(TreeAppender.tilesToResume(head.size()));
        })
        .map(edge -> TreeAppender.resume(head, TileSource.of(edge)))
        .call(() ->
            newest
                .filter(signed -> signed.size() <= head.size())
                .map(signed -> proofs.consistency(signed.head(), head).replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem()))
        .map(appender ->
            new Prepared(begun.term(), new GrowingTree(appender, begun.integrated()), newest));
  }

  private Uni<Prepared> reset(Begun begun, Optional<SignedCheckpoint> newest, Throwable unfit) {
    LOG.warnf("The tiles are computed anew from the ledger: %s", unfit.getMessage());
    status.rebuilds();
    return parts
        .store()
        .reset(begun)
        .map(empty ->
            new Prepared(begun.term(), new GrowingTree(new TreeAppender(), empty), newest));
  }

  private void integrate(long mine, Prepared prepared) {
    if (mine != generation) {
      return;
    }
    rebuildWanted = false;
    long from = prepared.tree().size();
    LOG.infof("Integrating from size %d, in term %d", from, prepared.term());
    prepared.newest().ifPresent(status::lastSigned);
    cosigners.forEach(cosigner -> cosigner.begin(prepared.newest()));
    var started =
        new IntegrationTerm(
            parts,
            prepared.term(),
            prepared.tree(),
            prepared.newest().map(SignedCheckpoint::size).orElse(-1L),
            executor,
            status,
            signed -> cosigners.forEach(cosigner -> cosigner.offer(signed)));
    term = started;
    finished =
        started
            .run()
            .whenCompleteAsync(
                (_, failure) -> {
                  term = null;
                  futileTerms = prepared.tree().size() > from ? 0 : futileTerms;
                  if (failure != null) {
                    failed(mine, failure);
                  }
                },
                executor)
            .exceptionally(_ -> null);
  }

  private void failed(long mine, Throwable failure) {
    if (mine != generation) {
      return;
    }
    String what = Failures.describe(failure);
    if (!what.equals(status.problem())) {
      LOG.warnf("Proof pauses: %s", what);
      LOG.debug("Proof pauses", failure);
    }
    status.failed(what);
    futileTerms++;
    if (futileTerms % FUTILE_TERMS_MAX == 0 && leadership != null) {
      leadership.resign();
      return;
    }
    var _ =
        executor.schedule(
            () -> {
              if (leads && mine == generation) {
                begin(mine);
              }
            },
            pauseMillis(),
            TimeUnit.MILLISECONDS);
  }

  private long pauseMillis() {
    long min = parts.settings().retryPauseMin().toMillis();
    long max = parts.settings().retryPauseMax().toMillis();
    return Math.min(max, min << Math.min(futileTerms - 1, 20));
  }
}
