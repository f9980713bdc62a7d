package dev.consentledger.matching.projection;

import java.util.Arrays;

/**
 * Account ids as bytes behind one another, each after its length: no object a name. An address
 * counts units of four bytes, so 2³¹ of them reach 8 GiB. One writer; readers get an address only
 * after its bytes were written, and {@link AccountTable} publishes it.
 */
final class NameArena {
  private static final int UNIT = 4;
  private static final int CHUNK_UNITS_BITS = 16;
  private static final int CHUNK_UNITS = 1 << CHUNK_UNITS_BITS;
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  private volatile byte[][] chunks = new byte[4][];

  /** Unit 0 stays free: 0 is no address. */
  private int nextUnit = 1;

  int add(byte[] name) {
    int units = (1 + name.length + UNIT - 1) / UNIT;
    int used = nextUnit & (CHUNK_UNITS - 1);
    if (used + units > CHUNK_UNITS) {
      nextUnit += CHUNK_UNITS - used;
    }
    int address = nextUnit;
    nextUnit = Math.addExact(nextUnit, units);
    byte[] chunk = chunkForWriting(address >>> CHUNK_UNITS_BITS);
    int at = offset(address);
    chunk[at] = (byte) name.length;
    System.arraycopy(name, 0, chunk, at + 1, name.length);
    return address;
  }

  byte[] copy(int address) {
    byte[] chunk = chunks[address >>> CHUNK_UNITS_BITS];
    int at = offset(address) + 1;
    return Arrays.copyOfRange(chunk, at, at + length(chunk, address));
  }

  boolean holds(int address, byte[] name) {
    byte[] chunk = chunks[address >>> CHUNK_UNITS_BITS];
    int at = offset(address) + 1;
    return length(chunk, address) == name.length
        && Arrays.equals(chunk, at, at + name.length, name, 0, name.length);
  }

  void wipe(int address) {
    byte[] chunk = chunks[address >>> CHUNK_UNITS_BITS];
    int at = offset(address) + 1;
    Arrays.fill(chunk, at, at + length(chunk, address), (byte) 0);
  }

  long hashAt(int address) {
    return hash(copy(address));
  }

  /** FNV-1a, and a multiplication that carries every byte to the high bits. */
  static long hash(byte[] name) {
    long hash = 0xcbf2_9ce4_8422_2325L;
    for (byte b : name) {
      hash = (hash ^ (b & 0xff)) * 0x100_0000_01b3L;
    }
    return (hash ^ (hash >>> 32)) * GOLDEN;
  }

  private byte[] chunkForWriting(int number) {
    byte[][] all = chunks;
    if (number >= all.length) {
      all = Arrays.copyOf(all, all.length * 3 / 2);
      chunks = all;
    }
    if (all[number] == null) {
      all[number] = new byte[CHUNK_UNITS * UNIT];
      // The element itself needs no ordering: its address is published after it.
    }
    return all[number];
  }

  private static int length(byte[] chunk, int address) {
    return chunk[offset(address)] & 0xff;
  }

  private static int offset(int address) {
    return (address & (CHUNK_UNITS - 1)) * UNIT;
  }

  long bytes() {
    return (long) (((nextUnit - 1) >>> CHUNK_UNITS_BITS) + 1) * CHUNK_UNITS * UNIT;
  }
}
