package dev.consentledger.kernel.event;

/** The bytes are no entry that this version understands. Replay stops here; it never guesses. */
public final class EntryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EntryException(String message, Throwable cause) {
    super(message, cause);
  }

  public EntryException(String message) {
    super(message);
  }
}
