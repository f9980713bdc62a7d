package dev.consentledger.matching.projection;

import org.jspecify.annotations.Nullable;

/**
 * The stored cursor is not the one in memory: another instance at the same tables was faster, or it
 * is our own commit whose answer was lost.
 */
final class CursorMoved extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Cursor now;

  CursorMoved(@Nullable Cursor now) {
    super("the stored cursor moved");
    this.now = now;
  }

  /** The stored cursor; null where there is none. */
  @Nullable Cursor now() {
    return now;
  }
}
