package dev.consentledger.matching.projection;

/**
 * Not every permitted contact point has its keys of this version of the match secret yet. Nothing
 * is paired under it until then.
 */
public final class MatchKeysIncomplete extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MatchKeysIncomplete(int version) {
    super("match keys of version " + version + " of the match secret are not complete");
  }
}
