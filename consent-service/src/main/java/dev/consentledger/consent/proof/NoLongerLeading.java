package dev.consentledger.consent.proof;

/** Another instance has begun a later term, or has integrated on. */
final class NoLongerLeading extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoLongerLeading(long term) {
    super("term " + term + " of proof is over: another instance leads");
  }
}
