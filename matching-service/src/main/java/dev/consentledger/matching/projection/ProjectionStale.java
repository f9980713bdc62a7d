package dev.consentledger.matching.projection;

/**
 * The projection is not caught up, or has heard nothing for longer than its limit. Nothing is
 * permitted then.
 */
public final class ProjectionStale extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProjectionStale(String message) {
    super(message);
  }
}
