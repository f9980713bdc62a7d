package dev.consentledger.auditor;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.ConsistencyProof;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.MerkleTree;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TileSource;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.kernel.proof.WitnessRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares a log's checkpoint with the last one seen, fetching only the tiles that it needs. */
final class Follower {
  private final LogClient log;
  private final List<VerifierKey> keys;
  private final StateFile state;

  Follower(LogClient log, List<VerifierKey> keys, StateFile state) {
    this.log = log;
    this.keys = keys;
    this.state = state;
  }

  /** What one look at the log showed. */
  sealed interface Seen {
    /** The first checkpoint: nothing to compare with. */
    record First(TreeHead head) implements Seen {}

    /** The log continues what was seen before. */
    record Consistent(TreeHead before, TreeHead head) implements Seen {}

    /**
     * The log signed two histories, or lost a part of one.
     *
     * @param evidence where the newer checkpoint is kept, with the proof where there is one
     */
    record Forked(TreeHead before, TreeHead head, String says, Path evidence) implements Seen {}
  }

  /** Looks once; the state is written only where the log is consistent. */
  Seen look() {
    Optional<SignedNote> before = state.read();
    SignedNote note = log.checkpoint();
    Checkpoint now;
    try {
      now = Checkpoint.open(note, keys);
    } catch (ProofException e) {
      throw Trouble.damaged("checkpoint: " + e.getMessage());
    }
    if (before.isEmpty()) {
      state.write(note);
      return new Seen.First(now.head());
    }
    return compare(known(before.get()), now.head(), note);
  }

  private TreeHead known(SignedNote before) {
    try {
      return Checkpoint.open(before, keys).head();
    } catch (ProofException e) {
      throw Trouble.usage("--state: the checkpoint there is of another log: " + e.getMessage());
    }
  }

  private Seen compare(TreeHead before, TreeHead now, SignedNote note) {
    if (now.size() < before.size()) {
      return forked(before, now, note, List.of(), "the log is shorter than it was");
    }
    if (now.size() == before.size()) {
      if (!now.root().equals(before.root())) {
        return forked(before, now, note, List.of(), "the log has two roots for one size");
      }
      return new Seen.Consistent(before, now);
    }
    return grown(before, now, note);
  }

  /**
   * Computes the old root out of the new tree, and proves it to belong there. Where that succeeds
   * with another root than was seen, the log has signed two histories; where it fails, the tiles
   * are not those of the new tree, and nothing is known.
   */
  private Seen grown(TreeHead before, TreeHead now, SignedNote note) {
    TileSource tiles = fetch(before.size(), now.size());
    ConsistencyProof proof;
    TreeHead derived;
    try {
      var tree = new MerkleTree(now.size(), tiles);
      derived = new MerkleTree(before.size(), tiles).head();
      proof = tree.consistencyProof(before.size());
      proof.verify(derived, now);
    } catch (ProofException e) {
      throw Trouble.damaged("tile/: the tiles do not lead to the checkpoint: " + e.getMessage());
    }
    if (!derived.equals(before)) {
      return forked(
          before, now, note, proof.path(), "the log does not continue what it had signed");
    }
    state.write(note);
    return new Seen.Consistent(before, now);
  }

  private TileSource fetch(long oldSize, long newSize) {
    Map<TileId, HashTile> fetched = new HashMap<>();
    for (TileId id : MerkleTree.tilesForConsistency(oldSize, newSize)) {
      fetched.put(id, log.tile(id));
    }
    Map<TileId, HashTile> all = new HashMap<>(fetched);
    for (TileId id : MerkleTree.tilesForRoot(oldSize)) {
      TileId inNewTree = TileId.inTree(id.level(), id.index(), newSize);
      HashTile tile = fetched.get(inNewTree);
      if (tile == null) {
        tile = log.tile(inNewTree);
        fetched.put(inNewTree, tile);
      }
      all.put(id, tile);
    }
    return TileSource.of(all);
  }

  /** The evidence is in the form in which a log asks a witness: old size, proof, checkpoint. */
  private Seen forked(
      TreeHead before, TreeHead now, SignedNote note, List<Hash> path, String says) {
    Path evidence = state.writeEvidence(new WitnessRequest(before.size(), path, note).encode());
    return new Seen.Forked(before, now, says, evidence);
  }
}
