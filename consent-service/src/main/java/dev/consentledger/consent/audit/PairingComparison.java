package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.RunFinding;
import dev.consentledger.kernel.proof.RootBuilder;
import java.io.IOException;
import java.util.ArrayList;
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
  private final Position position;
  private final RootBuilder permittedRoot = new RootBuilder();
  private final RootBuilder storedRoot = new RootBuilder();
  private final Set<SubjectId> subjects = new HashSet<>();
  private final List<String> differences = new ArrayList<>();
  private long differing;
  private @Nullable PairingLeaf next;

  /**
   * @param position the run's
   */
  PairingComparison(PairingReader stored, Position position) throws IOException {
    this.stored = stored;
    this.position = position;
    advance();
  }

  /** The next pairing that the ledger permits. */
  void permitted(PairingLeaf leaf) throws IOException {
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

  private void advance() throws IOException {
    next = stored.next().orElse(null);
    if (next != null) {
      storedRoot.add(next.bytes());
      subjects.add(next.subject());
    }
  }
}
