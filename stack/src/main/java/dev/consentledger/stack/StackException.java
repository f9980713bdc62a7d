package dev.consentledger.stack;

/** The stack cannot start or go on. The message is one for the person at the terminal. */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
