package dev.consentledger.consent.publication;

/** Another instance has begun a later term. */
final class NoLongerLeading extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoLongerLeading(long term) {
    super("term " + term + " of publication is over: another instance leads");
  }
}
