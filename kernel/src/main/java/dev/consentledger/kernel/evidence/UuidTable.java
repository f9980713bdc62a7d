package dev.consentledger.kernel.evidence;

import java.util.Arrays;
import java.util.UUID;

/**
 * From 128-bit keys to numbers from 0, in primitive arrays: 40 to 80 bytes a key, where a HashMap
 * takes about 150. A finding may count millions of subjects. Not safe for use by several threads.
 */
final class UuidTable {
  static final long ABSENT = -1;
  private static final int SLOTS_MIN = 16;

  private long[] high = new long[SLOTS_MIN];
  private long[] low = new long[SLOTS_MIN];
  private long[] values = new long[SLOTS_MIN];
  private int size;

  UuidTable() {
    Arrays.fill(values, ABSENT);
  }

  int size() {
    return size;
  }

  /** The value, or {@link #ABSENT}. */
  long get(long keyHigh, long keyLow) {
    return values[slot(keyHigh, keyLow)];
  }

  /** Sets the value and returns the one before it, or {@link #ABSENT}. */
  long put(long keyHigh, long keyLow, long value) {
    int slot = slot(keyHigh, keyLow);
    long before = values[slot];
    if (before == ABSENT) {
      high[slot] = keyHigh;
      low[slot] = keyLow;
      size++;
    }
    values[slot] = value;
    if (before == ABSENT && size * 2 > values.length) {
      grow();
    }
    return before;
  }

  /** Adds the key; whether it was new. */
  boolean add(UUID key) {
    return put(key.getMostSignificantBits(), key.getLeastSignificantBits(), 0) == ABSENT;
  }

  boolean contains(UUID key) {
    return get(key.getMostSignificantBits(), key.getLeastSignificantBits()) != ABSENT;
  }

  /** The keys in the order of their bytes, unsigned. */
  UUID[] sortedKeys() {
    var keys = new UUID[size];
    int next = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != ABSENT) {
        keys[next++] = new UUID(high[i], low[i]);
      }
    }
    Arrays.sort(keys, PairingLeaf::compareUnsigned);
    return keys;
  }

  private int slot(long keyHigh, long keyLow) {
    int mask = values.length - 1;
    long mixed = (keyHigh ^ Long.rotateLeft(keyLow, 32)) * 0x9e3779b97f4a7c15L;
    int slot = (int) (mixed >>> 32) & mask;
    while (values[slot] != ABSENT && (high[slot] != keyHigh || low[slot] != keyLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldValues = values;
    high = new long[2 * oldValues.length];
    low = new long[2 * oldValues.length];
    values = new long[2 * oldValues.length];
    Arrays.fill(values, ABSENT);
    for (int i = 0; i < oldValues.length; i++) {
      if (oldValues[i] != ABSENT) {
        int slot = slot(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
