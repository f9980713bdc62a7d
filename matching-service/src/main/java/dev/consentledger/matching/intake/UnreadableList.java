package dev.consentledger.matching.intake;

/** No column holds an identifier, or the body is no text at all. The message names no value. */
public final class UnreadableList extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnreadableList(String message) {
    super(message);
  }
}
