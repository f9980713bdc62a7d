package dev.consentledger.consent.proof;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.TreeHead;
import java.time.Instant;

/**
 * A tree head that was signed, and is kept for ever to compare with.
 *
 * @param position of the entry whose leaf is the last one; the start where the tree is empty
 * @param note as signed, with the witnesses' cosignatures that have arrived so far
 */
public record SignedCheckpoint(
    TreeHead head, Position position, SignedNote note, Instant signedAt) {
  public long size() {
    return head.size();
  }
}
