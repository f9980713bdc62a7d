package dev.consentledger.matching.projection;

/**
 * The stored cursor is not the one in memory: a commit whose answer was lost, or another instance
 * at the same database. The index must be loaded again.
 */
final class CursorMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CursorMoved() {
    super("the stored cursor moved");
  }
}
