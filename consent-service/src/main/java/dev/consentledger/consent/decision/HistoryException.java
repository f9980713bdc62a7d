package dev.consentledger.consent.decision;

/** History makes no sense: an event doesn't fit the state before it. Replay stops here. */
public final class HistoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HistoryException(String event, Object position, String state) {
    super(event + " at position " + position + " can't follow: " + state);
  }
}
