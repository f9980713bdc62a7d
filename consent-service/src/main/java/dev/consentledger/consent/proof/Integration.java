package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.LeaderJob;
import dev.consentledger.consent.leader.Term;
import dev.consentledger.consent.proof.TreeStore.Begun;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TileSource;
import dev.consentledger.kernel.proof.TreeAppender;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.logging.Logger;

/**
 * The leader's job of integrating and signing. Everything here runs on the executor's one thread.
 */
final class Integration implements LeaderJob<Integration.Prepared> {
  private static final Logger LOG = Logger.getLogger(Integration.class);

  private final IntegrationTerm.Parts parts;
  private final Tiles tiles;
  private final TileProofs proofs;
  private final List<Cosigner> cosigners;
  private final ScheduledExecutorService executor;
  private final ProofStatus status;
  private volatile boolean rebuildWanted;

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
  record Prepared(long term, GrowingTree tree, Optional<SignedCheckpoint> newest) {}

  /** The next term computes all tiles anew from the ledger; what was signed must come out again. */
  void rebuildNext() {
    rebuildWanted = true;
  }

  @Override
  public Uni<Prepared> prepare() {
    return parts.store().begin().chain(this::resumeOrReset);
  }

  @Override
  public TermLimits limits() {
    ProofSettings settings = parts.settings();
    return new TermLimits(
        settings.stuckLimit(), settings.retryPauseMin(), settings.retryPauseMax());
  }

  @Override
  public void ended() {
    cosigners.forEach(Cosigner::stop);
  }

  @Override
  public void close() {
    cosigners.forEach(Cosigner::close);
  }

  private Uni<Prepared> resumeOrReset(Begun begun) {
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

  @Override
  public Term begin(Prepared prepared) {
    rebuildWanted = false;
    LOG.infof("Integrating from size %d, in term %d", prepared.tree().size(), prepared.term());
    prepared.newest().ifPresent(status::lastSigned);
    cosigners.forEach(cosigner -> cosigner.begin(prepared.newest()));
    return new IntegrationTerm(
        parts,
        prepared.term(),
        prepared.tree(),
        prepared.newest().map(SignedCheckpoint::size).orElse(-1L),
        executor,
        status,
        signed -> cosigners.forEach(cosigner -> cosigner.offer(signed)));
  }
}
