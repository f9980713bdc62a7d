package dev.consentledger.matching.projection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;

/**
 * Match key → grant ordinals: open addressing with linear probing, several ordinals a key. One
 * writer, many readers without locks.
 *
 * <p>Memory: a slot is 20 bytes (two halves of the key, one ordinal). A segment is rebuilt when 86%
 * of its slots are taken, with 10–25% more slots than that needs, so on average 79% are taken: 20 /
 * 0.79 ≈ 25 bytes a key, and 20 / (0.86 / 1.25) ≈ 29 in the worst moment. The factors differ
 * between segments so that they don't all grow at once. Growing needs one segment (1/256) twice.
 *
 * <p>Memory model: the writer stores a slot's ordinal and low half plainly and then its high half
 * with release; a reader loads the high half with acquire, so where it sees a key it sees the rest.
 * Slots are written once and never changed, but for the bit that says that more of the key follow,
 * which is set once they do. A grown segment is a new object, published with release; who still
 * reads the old one sees every key that was there when it got it, which is all that a frozen
 * position may see.
 */
final class KeyTable {
  static final int SEGMENTS = 256;
  static final double LOAD_MAX = 0.86;
  private static final int CAPACITY_MIN = 16;
  private static final double GROWTH_MIN = 1.1;
  private static final double GROWTH_SPREAD = 0.15;

  /** What one access to memory brings: a search mostly ends in the first line or in the next. */
  private static final int LONGS_A_LINE = 8;

  /** Marks a free slot. A key with this high half (one in 2⁶⁴) is never permitted. */
  static final long FREE = 0x9d5c_6b1f_e3a7_4825L;

  /** Ordinals are not negative. */
  private static final int MORE = Integer.MIN_VALUE;

  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final AtomicReferenceArray<Segment> segments = new AtomicReferenceArray<>(SEGMENTS);
  private final int[] taken = new int[SEGMENTS];

  KeyTable() {
    for (int i = 0; i < SEGMENTS; i++) {
      segments.set(i, new Segment(CAPACITY_MIN));
    }
  }

  /**
   * Keys and ordinals side by side; the halves of slot s stand at 2s and 2s + 1. An ordinal has the
   * bit {@link #MORE} where a later slot has the same key: without it a search ends at the first
   * slot that it finds, after 3 slots on average, and not at the next free one, after 12.
   */
  private static final class Segment {
    final long[] keys;
    final int[] ordinals;

    Segment(int capacity) {
      keys = new long[2 * capacity];
      ordinals = new int[capacity];
      Arrays.fill(keys, FREE);
    }

    int firstSlot(long hash) {
      return (int) Math.unsignedMultiplyHigh(hash << 8, ordinals.length);
    }

    /** Answers whether a slot was taken, which isn't so where the pair was there already. */
    boolean put(long hash, long high, long low, int ordinal) {
      int slot = firstSlot(hash);
      int lastOfKey = -1;
      while (keys[2 * slot] != FREE) {
        if (keys[2 * slot] == high && keys[2 * slot + 1] == low) {
          if ((ordinals[slot] & ~MORE) == ordinal) {
            return false;
          }
          lastOfKey = slot;
        }
        slot = slot + 1 == ordinals.length ? 0 : slot + 1;
      }
      ordinals[slot] = ordinal;
      keys[2 * slot + 1] = low;
      LONGS.setRelease(keys, 2 * slot, high);
      if (lastOfKey >= 0) {
        INTS.setRelease(ordinals, lastOfKey, ordinals[lastOfKey] | MORE);
      }
      return true;
    }

    int ordinalAndMore(int slot) {
      return (int) INTS.getAcquire(ordinals, slot);
    }
  }

  /** Takes an ordinal; answers whether to go on. */
  @FunctionalInterface
  interface OrdinalVisitor {
    boolean visit(int ordinal);
  }

  /** Any thread: gives every ordinal of the key, ended ones too, until the visitor has enough. */
  void forEach(long high, long low, OrdinalVisitor visitor) {
    long hash = hash(high, low);
    Segment segment = segments.getAcquire(segmentOf(hash));
    long[] keys = segment.keys;
    int slot = segment.firstSlot(hash);
    while (true) {
      long found = (long) LONGS.getAcquire(keys, 2 * slot);
      if (found == FREE) {
        return;
      }
      if (found == high && keys[2 * slot + 1] == low) {
        int ordinal = segment.ordinalAndMore(slot);
        if (!visitor.visit(ordinal & ~MORE) || ordinal >= 0) {
          return;
        }
      }
      slot = slot + 1 == segment.ordinals.length ? 0 : slot + 1;
    }
  }

  /** What a search for several keys finds, and its notes; used again and again by one thread. */
  static final class Found {
    /** All, as they were at the start: what a frozen position may see was in them by then. */
    private final Segment[] segments = new Segment[SEGMENTS];

    private final int[] segmentOfKey;
    private final int[] slots;

    /** Nobody asks for it; it keeps the compiler from leaving out the first loop's loads. */
    long touched;

    /** The keys that were found, by their number, in rising order; one for each ordinal. */
    int[] keys;

    int[] ordinals;

    /** For the caller's notes: of each grant, its account. */
    int[] accounts;

    int size;

    Found(KeyTable table, int keysMax) {
      for (int i = 0; i < SEGMENTS; i++) {
        segments[i] = table.segments.getAcquire(i);
      }
      segmentOfKey = new int[keysMax];
      slots = new int[keysMax];
      keys = new int[2 * keysMax];
      ordinals = new int[2 * keysMax];
      accounts = new int[2 * keysMax];
    }

    private void add(int key, int ordinal) {
      if (size == keys.length) {
        keys = Arrays.copyOf(keys, 2 * size);
        ordinals = Arrays.copyOf(ordinals, 2 * size);
        accounts = Arrays.copyOf(accounts, 2 * size);
      }
      keys[size] = key;
      ordinals[size++] = ordinal;
    }
  }

  /**
   * Any thread: the ordinals of the keys {@code from} up to {@code to}, as {@link #forEach} gives
   * them. Loads every key's first slot before it looks at any: these loads don't wait for one
   * another, so that the processor waits for memory once for many keys. One key at a time, it waits
   * for each.
   *
   * @param halves high, low, high, low
   */
  static void findAll(long[] halves, int from, int to, Found found) {
    found.size = 0;
    for (int key = from; key < to; key++) {
      long hash = hash(halves[2 * key], halves[2 * key + 1]);
      int index = segmentOf(hash);
      Segment segment = found.segments[index];
      int slot = segment.firstSlot(hash);
      found.segmentOfKey[key - from] = index;
      found.slots[key - from] = slot;
      int nextLine = Math.min(2 * slot + LONGS_A_LINE, segment.keys.length - 1);
      found.touched += segment.keys[2 * slot] + segment.keys[nextLine] + segment.ordinals[slot];
    }
    for (int key = from; key < to; key++) {
      find(halves[2 * key], halves[2 * key + 1], key, from, found);
    }
  }

  private static void find(long high, long low, int key, int from, Found found) {
    Segment segment = found.segments[found.segmentOfKey[key - from]];
    long[] keys = segment.keys;
    int slot = found.slots[key - from];
    while (true) {
      long seen = (long) LONGS.getAcquire(keys, 2 * slot);
      if (seen == FREE) {
        return;
      }
      if (seen == high && keys[2 * slot + 1] == low) {
        int ordinal = segment.ordinalAndMore(slot);
        found.add(key, ordinal & ~MORE);
        if (ordinal >= 0) {
          return;
        }
      }
      slot = slot + 1 == segment.ordinals.length ? 0 : slot + 1;
    }
  }

  /**
   * Writer only. Where the segment is full, it is first built anew from the ordinals that are still
   * {@code needed}.
   */
  void put(long high, long low, int ordinal, IntPredicate needed) {
    if (high == FREE) {
      return;
    }
    long hash = hash(high, low);
    int index = segmentOf(hash);
    if (taken[index] + 1 > LOAD_MAX * segments.getPlain(index).ordinals.length) {
      rebuild(index, needed);
    }
    if (segments.getPlain(index).put(hash, high, low, ordinal)) {
      taken[index]++;
    }
  }

  private void rebuild(int index, IntPredicate needed) {
    Segment old = segments.getPlain(index);
    boolean[] kept = new boolean[old.ordinals.length];
    int size = 0;
    for (int slot = 0; slot < kept.length; slot++) {
      kept[slot] = old.keys[2 * slot] != FREE && needed.test(old.ordinals[slot] & ~MORE);
      size += kept[slot] ? 1 : 0;
    }
    double growth = GROWTH_MIN + GROWTH_SPREAD * index / (SEGMENTS - 1);
    int capacity = Math.max(CAPACITY_MIN, (int) ((size + 1) / LOAD_MAX * growth) + 1);
    Segment grown = new Segment(capacity);
    for (int slot = 0; slot < kept.length; slot++) {
      if (kept[slot]) {
        long high = old.keys[2 * slot];
        long low = old.keys[2 * slot + 1];
        grown.put(hash(high, low), high, low, old.ordinals[slot] & ~MORE);
      }
    }
    taken[index] = size;
    segments.setRelease(index, grown);
  }

  long bytes() {
    long slots = 0;
    for (int i = 0; i < SEGMENTS; i++) {
      slots += segments.getAcquire(i).ordinals.length;
    }
    return slots * (2 * Long.BYTES + Integer.BYTES);
  }

  private static int segmentOf(long hash) {
    return (int) (hash >>> 56);
  }

  /** Match keys are random already; the product also spreads keys that are not. */
  private static long hash(long high, long low) {
    long mixed = (high ^ Long.rotateLeft(low, 32)) * GOLDEN;
    return (mixed ^ (mixed >>> 32)) * GOLDEN;
  }
}
