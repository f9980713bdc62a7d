package dev.consentledger.consent.proof;

import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.proof.LogView.Integrated;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.TreeAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tree in memory, always as stored or one step ahead. After a step that could not be stored it
 * is thrown away.
 */
final class GrowingTree {
  private final TreeAppender appender;
  private Integrated at;

  GrowingTree(TreeAppender appender, Integrated at) {
    this.appender = appender;
    this.at = at;
  }

  Integrated at() {
    return at;
  }

  long size() {
    return at.head().size();
  }

  /**
   * Gives each entry its leaf, in order.
   *
   * @param signedRoots roots that were signed for sizes on the way, which must come out again
   */
  TreeStore.Step grow(List<StoredEntry> entries, Map<Long, Hash> signedRoots) {
    long from = size();
    Position last = at.position();
    var runs = new ArrayList<LeafRuns.Run>();
    for (StoredEntry entry : entries) {
      Position position = entry.position();
      if (!position.isAfter(last)) {
        throw new ProofStuck("the ledger told position " + position + " after it", last);
      }
      if (appender.size() == 0 || position.value() != last.value() + 1) {
        runs.add(new LeafRuns.Run(appender.size(), position));
      }
      // RFC 9162 section 2.1.1: the leaf's data are the stored bytes, exactly.
      long _ = appender.append(entry.bytes().array());
      last = position;
      check(signedRoots);
    }
    at = new Integrated(appender.head(), last);
    return new TreeStore.Step(from, at, appender.takeChanged(), runs, Optional.empty());
  }

  private void check(Map<Long, Hash> signedRoots) {
    Hash signed = signedRoots.get(appender.size());
    if (signed != null && !signed.equals(appender.head().root())) {
      throw new LedgerDiffers("it has another root at the size " + appender.size());
    }
  }
}
