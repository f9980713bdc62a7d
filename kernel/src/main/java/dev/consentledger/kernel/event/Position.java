package dev.consentledger.kernel.event;

/**
 * Order in the whole ledger, as the store numbers it: comparable, growing, not necessarily without
 * gaps. {@link #START} lies before the first entry.
 */
public record Position(long value) implements Comparable<Position> {
  public static final Position START = new Position(0);

  public Position {
    if (value < 0) {
      throw new IllegalArgumentException("a position is not negative");
    }
  }

  public boolean isAtLeast(Position other) {
    return value >= other.value;
  }

  public boolean isAfter(Position other) {
    return value > other.value;
  }

  @Override
  public int compareTo(Position other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
