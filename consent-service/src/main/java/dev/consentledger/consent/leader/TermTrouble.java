package dev.consentledger.consent.leader;

/**
 * Why a term can't go on, in words of our own: they name positions and sizes and nothing else of an
 * entry, so that logs and health may repeat them.
 */
public class TermTrouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TermTrouble(String message) {
    super(message);
  }

  public TermTrouble(String message, Throwable cause) {
    super(message, cause);
  }
}
