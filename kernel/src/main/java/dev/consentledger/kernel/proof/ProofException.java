package dev.consentledger.kernel.proof;

/** Bytes, text or a proof that is not what it claims to be. The message names the one defect. */
public final class ProofException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProofException(String message) {
    super(message);
  }

  public ProofException(String message, Throwable cause) {
    super(message, cause);
  }
}
