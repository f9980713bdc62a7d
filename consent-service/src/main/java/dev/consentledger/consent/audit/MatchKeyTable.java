package dev.consentledger.consent.audit;

import java.util.Arrays;

/**
 * Numbers distinct match keys from 0, in primitive arrays: 40 to 80 bytes a key. Not safe for use
 * by several threads.
 */
final class MatchKeyTable {
  static final int ABSENT = -1;
  private static final int SLOTS_MIN = 1 << 10;

  private long[] high = new long[SLOTS_MIN];
  private long[] low = new long[SLOTS_MIN];
  private int[] numbers = new int[SLOTS_MIN];
  private int size;

  MatchKeyTable() {
    Arrays.fill(numbers, ABSENT);
  }

  int size() {
    return size;
  }

  /** The key's number, or {@link #ABSENT}. */
  int find(long keyHigh, long keyLow) {
    return numbers[slot(keyHigh, keyLow)];
  }

  /** The key's number, given now where it is new. */
  int add(long keyHigh, long keyLow) {
    int slot = slot(keyHigh, keyLow);
    if (numbers[slot] != ABSENT) {
      return numbers[slot];
    }
    high[slot] = keyHigh;
    low[slot] = keyLow;
    numbers[slot] = size++;
    int number = numbers[slot];
    if (2L * size > numbers.length) {
      grow();
    }
    return number;
  }

  /** A match key is the output of a keyed hash: its bits are mixed already. */
  private int slot(long keyHigh, long keyLow) {
    int mask = numbers.length - 1;
    int slot = (int) keyLow & mask;
    while (numbers[slot] != ABSENT && (high[slot] != keyHigh || low[slot] != keyLow)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldNumbers = numbers;
    int slots = Math.multiplyExact(2, oldNumbers.length);
    high = new long[slots];
    low = new long[slots];
    numbers = new int[slots];
    Arrays.fill(numbers, ABSENT);
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != ABSENT) {
        int slot = slot(oldHigh[i], oldLow[i]);
        high[slot] = oldHigh[i];
        low[slot] = oldLow[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }
}
