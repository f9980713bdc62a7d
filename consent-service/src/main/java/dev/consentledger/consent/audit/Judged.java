package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingRecord;

/** One stored pairing, as the ledger of a replay's scope has its person. */
sealed interface Judged {
  /** As it may be handed out: nothing of it names somebody who is erased. */
  PairingRecord pairing();

  /** Of somebody who is not erased: whether the ledger permits it is not judged here. */
  record Live(PairingLeaf leaf) implements Judged {
    @Override
    public PairingRecord pairing() {
      return new PairingRecord.Whole(leaf);
    }
  }

  /** Of somebody who was erased since, under a grant that counted at the run's position. */
  record Erased(PairingRecord.Erased pairing, SubjectId subject, GrantLife grant)
      implements Judged {}

  /** Said to be erased, and the ledger does not say so, or did not permit it. */
  record Wrong(PairingRecord.Erased pairing, String says) implements Judged {}
}
