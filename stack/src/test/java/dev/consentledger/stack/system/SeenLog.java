package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.MerkleTree;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TileSource;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.stack.Role;
import java.util.HashMap;
import java.util.Map;

/** The log as an auditor follows it: each checkpoint must continue the one before. */
final class SeenLog {
  private final VerifierKey key;
  private TreeHead seen;

  SeenLog(World world) {
    key = VerifierKey.parse(world.as(Role.AUDITOR).get("/log/vkey").asString().strip());
    seen = checkpoint(world);
  }

  long size() {
    return seen.size();
  }

  /** Looks at the log as this instance serves it, and verifies that it grew by appending alone. */
  void look(World world) {
    TreeHead newer = checkpoint(world);
    assertThat(newer.size()).isGreaterThanOrEqualTo(seen.size());
    Map<TileId, HashTile> tiles = new HashMap<>();
    for (TileId id : MerkleTree.tilesForConsistency(seen.size(), newer.size())) {
      tiles.put(id, tile(world, id));
    }
    new MerkleTree(newer.size(), TileSource.of(tiles))
        .consistencyProof(seen.size())
        .verify(seen, newer);
    seen = newer;
  }

  private TreeHead checkpoint(World world) {
    String note = world.as(Role.AUDITOR).get("/log/checkpoint").then().extract().asString();
    return Checkpoint.open(SignedNote.parse(note), key).head();
  }

  private static HashTile tile(World world, TileId id) {
    byte[] bytes =
        world
            .as(Role.AUDITOR)
            .get("/log/" + id.path())
            .then()
            .statusCode(200)
            .extract()
            .asByteArray();
    return HashTile.decode(bytes, id.width());
  }
}
