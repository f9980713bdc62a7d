package dev.consentledger.matching.secret;

/** The file of match secrets is missing or garbled just now. Its message names the setting. */
public final class MatchSecretsUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MatchSecretsUnreadable(String message, Throwable cause) {
    super(message, cause);
  }
}
