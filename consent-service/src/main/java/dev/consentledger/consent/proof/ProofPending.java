package dev.consentledger.consent.proof;

/** The entry is in the ledger, and no published checkpoint covers it within the limit. */
public final class ProofPending extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProofPending() {
    super("no published checkpoint covers the entry yet", null, false, false);
  }
}
