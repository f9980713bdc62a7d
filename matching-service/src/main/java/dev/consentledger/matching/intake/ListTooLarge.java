package dev.consentledger.matching.intake;

/** The list has more rows, or more bytes once inflated, than its limit. */
public final class ListTooLarge extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ListTooLarge(String message) {
    super(message);
  }
}
