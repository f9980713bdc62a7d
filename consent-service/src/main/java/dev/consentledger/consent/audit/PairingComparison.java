package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.RunFinding;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.TreeHasher;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks a run's stored pairings beside those that the ledger permits, both in order, and names each
 * difference. Keeps the subjects' ids. Not safe for use by several threads.
 */
final class PairingComparison {
  private final PairingReader stored;
  private final PairingJudge.OfRun judge;
  private final Deque<Judged> judged = new ArrayDeque<>();
  private final TreeHasher hasher = new TreeHasher();
  private final Position position;
  private final RootBuilder permittedRoot = new RootBuilder();
  private final RootBuilder storedRoot = new RootBuilder();
  private final Set<SubjectId> subjects = new HashSet<>();
  private final List<String> differences = new ArrayList<>();
  private long differing;
  private long erased;
  private @Nullable PairingLeaf next;

  /**
   * @param position the run's
   */
  PairingComparison(PairingReader stored, PairingJudge.OfRun judge, Position position)
      throws IOException {
    this.stored = stored;
    this.judge = judge;
    this.position = position;
    advance();
  }

  /**
   * The next pairing that the ledger permits. One of somebody erased is left out: it stands there
   * by its hash alone, if at all.
   */
  void permitted(PairingLeaf leaf) throws IOException {
    if (judge.isErased(leaf.subject())) {
      return;
    }
    permittedRoot.add(leaf.bytes());
    while (next != null && next.compareTo(leaf) < 0) {
      notPermitted(next);
      advance();
    }
    if (next != null && next.equals(leaf)) {
      advance();
    } else {
      differs(
          "row %d: the ledger permits subject %s under the grant at position %s, and the run did not pair it"
              .formatted(leaf.row(), leaf.subject(), leaf.grant()));
    }
  }

  /** Call it when every permitted pairing was given. */
  void end() throws IOException {
    while (next != null) {
      notPermitted(next);
      advance();
    }
  }

  void differs(String says) {
    differing++;
    if (differences.size() < RunFinding.DIFFERENCES_MAX) {
      differences.add(says);
    }
  }

  /** Root over what the ledger permits, hex. */
  String permittedRoot() {
    return permittedRoot.root().hex();
  }

  /** Root over what matching-service stored, hex. */
  String storedRoot() {
    return storedRoot.root().hex();
  }

  long storedPairings() {
    return storedRoot.size();
  }

  /** Distinct subjects in the stored pairings. */
  long subjects() {
    return subjects.size();
  }

  /** Stored pairings of people who were erased since. */
  long erased() {
    return erased;
  }

  List<String> differences() {
    List<String> all = new ArrayList<>(differences);
    if (differing > differences.size()) {
      all.add("and " + (differing - differences.size()) + " more");
    }
    return all;
  }

  private void notPermitted(PairingLeaf leaf) {
    differs(
        "row %d: the run paired subject %s under the grant at position %s, which the ledger does not permit at position %s"
            .formatted(leaf.row(), leaf.subject(), leaf.grant(), position));
  }

  /**
   * On to the next pairing that can be computed again. Those of erased people on the way keep their
   * places in both roots: behind the permitted ones that they stood behind.
   */
  private void advance() throws IOException {
    next = null;
    for (Judged pairing = pull(); pairing != null; pairing = pull()) {
      storedRoot.addLeafHash(pairing.pairing().leafHash(hasher));
      switch (pairing) {
        case Judged.Live(var leaf) -> {
          subjects.add(leaf.subject());
          next = leaf;
          return;
        }
        case Judged.Erased(var left, var subject, _) -> {
          subjects.add(subject);
          erased++;
          permittedRoot.addLeafHash(left.hash());
        }
        case Judged.Wrong wrong -> differs(wrong.says());
      }
    }
  }

  private @Nullable Judged pull() throws IOException {
    if (judged.isEmpty()) {
      judged.addAll(judge.next(stored));
    }
    return judged.poll();
  }
}
