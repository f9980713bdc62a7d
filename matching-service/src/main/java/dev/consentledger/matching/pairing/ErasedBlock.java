package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.evidence.PairingRecord.Whole;
import dev.consentledger.kernel.proof.TreeHasher;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Set;

/**
 * A block of pairings without some people.
 *
 * @param records how many of its records were erased now
 */
record ErasedBlock(Buffer content, Buffer subjects, int records) {
  /** Every record of these subjects is erased; the leaves' hashes stay, so the root does. */
  static ErasedBlock of(byte[] content, Set<SubjectId> erased) {
    var hasher = new TreeHasher();
    byte[] rewritten = content.clone();
    int records = 0;
    for (int at = 0; at < content.length; at += PairingRecord.BYTES) {
      byte[] bytes = Arrays.copyOfRange(content, at, at + PairingRecord.BYTES);
      if (PairingRecord.ofBytes(bytes) instanceof Whole whole && isOf(whole.leaf(), erased)) {
        System.arraycopy(whole.erase(hasher).bytes(), 0, rewritten, at, PairingRecord.BYTES);
        records++;
      }
    }
    return new ErasedBlock(
        Buffer.buffer(rewritten), Buffer.buffer(SubjectFilter.of(rewritten)), records);
  }

  private static boolean isOf(PairingLeaf leaf, Set<SubjectId> erased) {
    return erased.contains(leaf.subject());
  }
}
