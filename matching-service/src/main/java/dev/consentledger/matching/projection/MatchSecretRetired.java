package dev.consentledger.matching.projection;

/** A newer version of the match secret took this one's place: nothing is paired under it. */
public final class MatchSecretRetired extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MatchSecretRetired(int version) {
    super("version " + version + " of the match secret is retired");
  }
}
