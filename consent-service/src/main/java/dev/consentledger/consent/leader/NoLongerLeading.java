package dev.consentledger.consent.leader;

/** Another instance has begun a later term, or has gone on with the work. */
public final class NoLongerLeading extends TermTrouble {
  private static final long serialVersionUID = 1L;

  public NoLongerLeading(String name, long term) {
    super("term " + term + " of " + name + " is over: another instance leads");
  }
}
