package dev.consentledger.matching.intake;

/**
 * What one list may cost.
 *
 * @param rowsMax rows received, accepted or not
 * @param inflatedBytesMax bytes of text, counted after gzip is undone: a gzip bomb ends here
 * @param blockRows rows of one stored block
 */
public record IntakeLimits(long rowsMax, long inflatedBytesMax, int blockRows) {
  public static final long ROWS_MAX = 10_000_000;
  public static final int BLOCK_ROWS = 16_384;
}
