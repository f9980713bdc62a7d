package dev.consentledger.kernel.evidence;

/** Evidence that is not what it claims to be. Says where, and what is wrong there. */
public final class EvidenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String where;

  public EvidenceException(String where, String message) {
    super(message);
    this.where = where;
  }

  /** What another exception says of it, without its stack. */
  static EvidenceException of(String where, RuntimeException because) {
    return new EvidenceException(where, String.valueOf(because.getMessage()));
  }

  /** The message. */
  public String says() {
    return String.valueOf(getMessage());
  }

  /** What is damaged: a file of the bundle, or {@code entry 17}. */
  public String where() {
    return where;
  }
}
