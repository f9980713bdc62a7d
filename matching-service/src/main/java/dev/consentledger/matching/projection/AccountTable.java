package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.SubjectId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Accounts by ordinal and by id: 24 bytes an account, its id's bytes and one more (rounded up to
 * four), and about 5.5 in the hash table. One writer, many readers.
 *
 * <p>Memory model: an account's subject and name are stored before its name's address, with
 * release; readers load the address first, with acquire.
 */
final class AccountTable {
  private static final int CHUNK_BITS = 14;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final double LOAD_MAX = 0.8;
  private static final int FORGOTTEN = -1;
  private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);

  private static final class Chunk {
    final long[] subjects = new long[2 * CHUNK];
    final int[] names = new int[CHUNK];

    /** The account's newest grant plus one; 0 for none. */
    final int[] heads = new int[CHUNK];
  }

  private final NameArena arena = new NameArena();
  private volatile AtomicReferenceArray<Chunk> chunks = new AtomicReferenceArray<>(16);

  /** Ordinals plus one, by the hash of the id; 0 is free, {@link #FORGOTTEN} was once taken. */
  private volatile int[] slots = new int[64];

  private int taken;
  private int size;
  private int chunkCount;

  /** Writer only. */
  void add(int ordinal, SubjectId subject, AccountId account) {
    Chunk chunk = chunkForWriting(ordinal >> CHUNK_BITS);
    int at = ordinal & (CHUNK - 1);
    if (chunk.names[at] != 0) {
      throw new IllegalStateException("an account's ordinal was used twice");
    }
    byte[] name = account.value().getBytes(StandardCharsets.US_ASCII);
    chunk.subjects[2 * at] = subject.value().getMostSignificantBits();
    chunk.subjects[2 * at + 1] = subject.value().getLeastSignificantBits();
    INTS.setRelease(chunk.names, at, arena.add(name));
    if (taken + 1 > LOAD_MAX * slots.length) {
      grow();
    }
    put(slots, NameArena.hash(name), ordinal + 1);
    taken++;
    size++;
  }

  /**
   * Writer only: nothing of the account's id stays. Its subject stays for frozen readers, until
   * {@link #forgetSubject}.
   */
  void forget(int ordinal) {
    Chunk chunk = chunkForWriting(ordinal >> CHUNK_BITS);
    int at = ordinal & (CHUNK - 1);
    int address = chunk.names[at];
    int[] table = slots;
    int slot = firstSlot(arena.hashAt(address), table.length);
    while (table[slot] != ordinal + 1) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
    INTS.setRelease(table, slot, FORGOTTEN);
    INTS.setVolatile(chunk.names, at, FORGOTTEN);
    arena.wipe(address);
    size--;
  }

  /** Writer only: once no reader needs the forgotten account's subject. */
  void forgetSubject(int ordinal) {
    Chunk chunk = known(ordinal);
    int at = ordinal & (CHUNK - 1);
    chunk.subjects[2 * at] = 0;
    chunk.subjects[2 * at + 1] = 0;
  }

  /** The account's id, or null where it is unknown or forgotten. */
  @Nullable AccountId account(int ordinal) {
    Chunk chunk = chunkOf(ordinal);
    if (chunk == null) {
      return null;
    }
    int address = (int) INTS.getAcquire(chunk.names, ordinal & (CHUNK - 1));
    if (address == 0 || address == FORGOTTEN) {
      return null;
    }
    byte[] name = arena.copy(address);
    // The id may be wiped while it is copied. The wiper says so first: look again.
    VarHandle.acquireFence();
    return (int) INTS.getAcquire(chunk.names, ordinal & (CHUNK - 1)) == address
        ? new AccountId(new String(name, StandardCharsets.US_ASCII))
        : null;
  }

  /** Gives the ordinals of all accounts with this id until the visitor has enough. */
  void forEach(AccountId account, IntPredicate visitor) {
    byte[] name = account.value().getBytes(StandardCharsets.US_ASCII);
    int[] table = slots;
    int slot = firstSlot(NameArena.hash(name), table.length);
    while (true) {
      int found = (int) INTS.getAcquire(table, slot);
      if (found == 0) {
        return;
      }
      if (found != FORGOTTEN && isNamed(found - 1, name) && !visitor.test(found - 1)) {
        return;
      }
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
  }

  private boolean isNamed(int ordinal, byte[] name) {
    Chunk chunk = chunkOf(ordinal);
    if (chunk == null) {
      return false;
    }
    int address = (int) INTS.getAcquire(chunk.names, ordinal & (CHUNK - 1));
    return address != 0 && address != FORGOTTEN && arena.holds(address, name);
  }

  /** Looks through all accounts: only erasures ask for a subject without its account. */
  Map<SubjectId, Integer> ordinalsOf(Set<SubjectId> subjects) {
    long[] highs = subjects.stream().mapToLong(s -> s.value().getMostSignificantBits()).toArray();
    Arrays.sort(highs);
    Map<SubjectId, Integer> found = new HashMap<>();
    AtomicReferenceArray<Chunk> all = chunks;
    for (int number = 0; number < all.length(); number++) {
      Chunk chunk = all.getAcquire(number);
      for (int at = 0; chunk != null && at < CHUNK; at++) {
        int name = (int) INTS.getAcquire(chunk.names, at);
        if (name != 0
            && name != FORGOTTEN
            && Arrays.binarySearch(highs, chunk.subjects[2 * at]) >= 0) {
          int ordinal = (number << CHUNK_BITS) + at;
          SubjectId subject = subject(ordinal);
          if (subjects.contains(subject)) {
            found.put(subject, ordinal);
          }
        }
      }
    }
    return found;
  }

  boolean isSubject(int ordinal, SubjectId subject) {
    return subjectHigh(ordinal) == subject.value().getMostSignificantBits()
        && subjectLow(ordinal) == subject.value().getLeastSignificantBits();
  }

  long subjectHigh(int ordinal) {
    return known(ordinal).subjects[2 * (ordinal & (CHUNK - 1))];
  }

  long subjectLow(int ordinal) {
    return known(ordinal).subjects[2 * (ordinal & (CHUNK - 1)) + 1];
  }

  SubjectId subject(int ordinal) {
    return new SubjectId(new UUID(subjectHigh(ordinal), subjectLow(ordinal)));
  }

  /** The account's newest grant, or {@link GrantTable#NONE}. */
  int head(int ordinal) {
    Chunk chunk = chunkOf(ordinal);
    return chunk == null
        ? GrantTable.NONE
        : (int) INTS.getAcquire(chunk.heads, ordinal & (CHUNK - 1)) - 1;
  }

  /** Writer only. */
  void setHead(int ordinal, int grant) {
    INTS.setRelease(known(ordinal).heads, ordinal & (CHUNK - 1), grant + 1);
  }

  private @Nullable Chunk chunkOf(int ordinal) {
    AtomicReferenceArray<Chunk> all = chunks;
    int number = ordinal >> CHUNK_BITS;
    return number < 0 || number >= all.length() ? null : all.getAcquire(number);
  }

  private Chunk known(int ordinal) {
    Chunk chunk = chunkOf(ordinal);
    if (chunk == null) {
      throw new IllegalStateException("an account's ordinal that nobody gave out");
    }
    return chunk;
  }

  private Chunk chunkForWriting(int number) {
    AtomicReferenceArray<Chunk> all = chunks;
    if (number >= all.length()) {
      var longer = new AtomicReferenceArray<Chunk>(Math.max(number + 1, all.length() * 3 / 2));
      for (int i = 0; i < all.length(); i++) {
        longer.setPlain(i, all.getPlain(i));
      }
      chunks = longer;
      all = longer;
    }
    Chunk chunk = all.getPlain(number);
    if (chunk == null) {
      chunk = new Chunk();
      all.setRelease(number, chunk);
      chunkCount++;
    }
    return chunk;
  }

  private void grow() {
    int[] old = slots;
    int[] grown = new int[Math.max(64, (int) ((size + 1) / LOAD_MAX * 1.25) + 1)];
    int kept = 0;
    for (int value : old) {
      if (value > 0) {
        int ordinal = value - 1;
        put(grown, arena.hashAt(known(ordinal).names[ordinal & (CHUNK - 1)]), value);
        kept++;
      }
    }
    taken = kept;
    slots = grown;
  }

  private static void put(int[] table, long hash, int value) {
    int slot = firstSlot(hash, table.length);
    while (table[slot] != 0) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
    INTS.setRelease(table, slot, value);
  }

  private static int firstSlot(long hash, int capacity) {
    return (int) Math.unsignedMultiplyHigh(hash, capacity);
  }

  int size() {
    return size;
  }

  long bytes() {
    return (long) chunkCount * CHUNK * 24
        + 4L * slots.length
        + arena.bytes()
        + 4L * chunks.length();
  }
}
