package dev.consentledger.kernel.evidence;

/**
 * Evidence that is not what it claims to be.
 *
 * @see #where
 */
public final class EvidenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String where;

  public EvidenceException(String where, String message) {
    super(message);
    this.where = where;
  }

  /** What is damaged: a file of the bundle, or {@code entry 17}. */
  public String where() {
    return where;
  }
}
