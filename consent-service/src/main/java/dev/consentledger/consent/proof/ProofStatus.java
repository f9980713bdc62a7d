package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.LeaderStatus;
import dev.consentledger.consent.proof.LogView.Integrated;
import dev.consentledger.kernel.event.Position;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How proof is doing, for metrics and health. Written by its one thread, read by any. */
final class ProofStatus extends LeaderStatus {
  private volatile boolean rebuilding;
  private volatile long treeSize;
  private volatile Position integrated = Position.START;
  private volatile Position head = Position.START;
  private volatile @Nullable Instant uncoveredSince;
  private volatile @Nullable Instant signedAt;
  private volatile long signedSize = -1;
  private final LongAdder checkpoints = new LongAdder();
  private final LongAdder lateCheckpoints = new LongAdder();
  private final LongAdder rebuilds = new LongAdder();

  ProofStatus(Clock clock) {
    super(ProofService.LEADER_NAME, clock);
  }

  @Override
  public void standsBy() {
    super.standsBy();
    uncoveredSince = null;
  }

  @Override
  protected String work() {
    return rebuilding ? "rebuilding" : "signing";
  }

  void begins(Integrated from, boolean isRebuilding) {
    rebuilding = isRebuilding;
    integrated(from);
  }

  void rebuilds() {
    rebuilds.increment();
  }

  void integrated(Integrated to) {
    treeSize = to.head().size();
    integrated = to.position();
    knows(to.position());
    alive();
  }

  /** An entry is in the ledger, and no checkpoint covers it yet. */
  void uncovered(Instant storedAt) {
    if (uncoveredSince == null) {
      uncoveredSince = storedAt;
    }
  }

  /** A checkpoint is stored; {@code next} is when the first entry that it leaves out was stored. */
  void signed(SignedCheckpoint checkpoint, Duration limit, @Nullable Instant next) {
    Instant since = uncoveredSince;
    checkpoints.increment();
    if (since != null && Duration.between(since, clock().instant()).compareTo(limit) > 0) {
      lateCheckpoints.increment();
    }
    isWell();
    uncoveredSince = next;
    lastSigned(checkpoint);
  }

  void lastSigned(SignedCheckpoint checkpoint) {
    signedAt = checkpoint.signedAt();
    signedSize = checkpoint.size();
  }

  /** The ledger goes up to here at least. */
  void knows(Position position) {
    if (position.isAfter(head)) {
      head = position;
    }
  }

  long treeSize() {
    return treeSize;
  }

  /** Size of the newest checkpoint that this instance knows; -1 before the first. */
  long signedSize() {
    return signedSize;
  }

  Position position() {
    return integrated;
  }

  long lagPositions() {
    return leads() ? Math.max(0, head.value() - integrated.value()) : 0;
  }

  double lagSeconds() {
    return leads() ? secondsSince(uncoveredSince) : 0;
  }

  double checkpointAgeSeconds() {
    return leads() ? secondsSince(signedAt) : 0;
  }

  private double secondsSince(@Nullable Instant since) {
    return since == null
        ? 0
        : Math.max(0, Duration.between(since, clock().instant()).toMillis()) / 1_000.0;
  }

  long checkpoints() {
    return checkpoints.sum();
  }

  long lateCheckpoints() {
    return lateCheckpoints.sum();
  }

  long rebuildsBegun() {
    return rebuilds.sum();
  }
}
