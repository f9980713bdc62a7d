package dev.consentledger.matching.projection;

/** The projection did not reach the wanted position within the limit. Nothing is permitted then. */
public final class ProjectionBehind extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProjectionBehind(String message) {
    super(message);
  }
}
