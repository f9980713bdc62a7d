package dev.consentledger.matching.projection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each grant, by ordinal, in chunks: 25 bytes a grant, and four more in a chunk
 * whose grants are under different notices. One writer, many readers.
 *
 * <p>What a probe asks of a grant stands side by side, so that it costs one access to memory and
 * not three: a third of a probe's time.
 *
 * <p>Memory model: a grant's other facts are stored before its {@code endedAt}, with release;
 * readers load {@code endedAt} first, with acquire. A chunk whose grants have all ended is dropped
 * once no frozen position needs it; a chunk keeps its place while one of its grants lives.
 */
final class GrantTable {
  /** With chunks of a quarter of this, their own headers took a tenth of a probe's time. */
  static final int CHUNK_BITS = 14;

  static final int CHUNK = 1 << CHUNK_BITS;
  static final int NONE = -1;
  private static final int NO_GRANT = -1;
  static final long ACTIVE = Long.MAX_VALUE;

  /** A grant's longs: when it ended, when it was given, and both its account and the next grant. */
  private static final int FACTS = 3;

  private static final int GRANTED_AT = 1;
  private static final int LINKS = 2;
  static final int BYTES_PER_GRANT = FACTS * Long.BYTES + 1;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  /** An {@code endedAt} of 0 means that there never was such a grant here. */
  static final class Chunk {
    private final int number;
    private final long[] facts = new long[FACTS * CHUNK];
    private final byte[] keys = new byte[CHUNK];
    private int live;

    /** The one notice of all grants here, until they differ. Notices are the writer's alone. */
    private int notice = NO_GRANT;

    private int @Nullable [] notices;

    private long lastEndedAt;

    private Chunk(int number) {
      this.number = number;
    }

    long endedAt(int ordinal) {
      return (long) LONGS.getAcquire(facts, first(ordinal));
    }

    int account(int ordinal) {
      return (int) ((long) LONGS.getOpaque(facts, first(ordinal) + LINKS) >>> Integer.SIZE);
    }

    long grantedAt(int ordinal) {
      return facts[first(ordinal) + GRANTED_AT];
    }

    private static int first(int ordinal) {
      return FACTS * (ordinal & (CHUNK - 1));
    }

    /** Writer only. */
    private void end(int at, long position) {
      LONGS.setRelease(facts, FACTS * at, position);
    }

    /** Writer only. */
    private void link(int at, int account, int next) {
      long links = (long) account << Integer.SIZE | Integer.toUnsignedLong(next);
      LONGS.setRelease(facts, FACTS * at + LINKS, links);
    }

    private int noticeAt(int at) {
      return notices == null ? notice : notices[at];
    }

    private boolean setNotice(int at, int under) {
      if (notices == null && (notice == NO_GRANT || notice == under)) {
        notice = under;
        return false;
      }
      boolean differs = notices == null;
      if (notices == null) {
        notices = new int[CHUNK];
        Arrays.fill(notices, notice);
      }
      notices[at] = under;
      return differs;
    }

    /** The account's next grant, or {@link #NONE}. */
    int next(int ordinal) {
      return (int) (long) LONGS.getAcquire(facts, first(ordinal) + LINKS);
    }
  }

  private volatile AtomicReferenceArray<Chunk> chunks = new AtomicReferenceArray<>(16);
  private final ArrayDeque<Chunk> ended = new ArrayDeque<>();
  private int chunkCount;
  private int mixedChunks;
  private int activeGrants;
  private int activeKeys;

  /** The chunk that holds the grant, or null where none does (any more). */
  @Nullable Chunk chunkOf(int ordinal) {
    AtomicReferenceArray<Chunk> all = chunks;
    int number = ordinal >> CHUNK_BITS;
    return number < 0 || number >= all.length() ? null : all.getAcquire(number);
  }

  /** The position at which the grant ended, {@link #ACTIVE}, or 0 for an unknown one. */
  long endedAt(int ordinal) {
    Chunk chunk = chunkOf(ordinal);
    return chunk == null ? 0 : chunk.endedAt(ordinal);
  }

  boolean isActive(int ordinal) {
    return endedAt(ordinal) == ACTIVE;
  }

  int keysOf(int ordinal) {
    Chunk chunk = chunkOf(ordinal);
    return chunk == null ? 0 : chunk.keys[ordinal & (CHUNK - 1)];
  }

  /** Writer only. */
  void add(int ordinal, int account, long grantedAt, int keys, int notice, int nextOfAccount) {
    Chunk chunk = chunkForWriting(ordinal >> CHUNK_BITS);
    int at = ordinal & (CHUNK - 1);
    if (chunk.endedAt(at) != 0) {
      throw new IllegalStateException("a grant's ordinal was used twice");
    }
    chunk.link(at, account, nextOfAccount);
    chunk.facts[FACTS * at + GRANTED_AT] = grantedAt;
    chunk.keys[at] = (byte) keys;
    setNotice(chunk, at, notice);
    chunk.live++;
    chunk.end(at, ACTIVE);
    activeGrants++;
    activeKeys += keys;
  }

  /** Writer only. */
  void setKeys(int ordinal, int keys) {
    Chunk chunk = chunkForWriting(ordinal >> CHUNK_BITS);
    int at = ordinal & (CHUNK - 1);
    activeKeys += keys - chunk.keys[at];
    chunk.keys[at] = (byte) keys;
  }

  /** Writer only. */
  void setNotice(int ordinal, int notice) {
    setNotice(chunkForWriting(ordinal >> CHUNK_BITS), ordinal & (CHUNK - 1), notice);
  }

  private void setNotice(Chunk chunk, int at, int notice) {
    if (chunk.setNotice(at, notice)) {
      mixedChunks++;
    }
  }

  /** Writer only: what the grant was given under. */
  int noticeOf(int ordinal) {
    return chunkForWriting(ordinal >> CHUNK_BITS).noticeAt(ordinal & (CHUNK - 1));
  }

  /** Writer only: gives every active grant under either notice; it may end meanwhile. */
  void forEachActiveUnder(int notice, int orNotice, IntConsumer ordinal) {
    AtomicReferenceArray<Chunk> all = chunks;
    for (int number = 0; number < all.length(); number++) {
      Chunk chunk = all.getPlain(number);
      if (chunk == null
          || (chunk.notices == null && chunk.notice != notice && chunk.notice != orNotice)) {
        continue;
      }
      for (int at = 0; at < CHUNK && chunk.live > 0; at++) {
        int under = chunk.noticeAt(at);
        if (chunk.endedAt(at) == ACTIVE && (under == notice || under == orNotice)) {
          ordinal.accept((number << CHUNK_BITS) + at);
        }
      }
    }
  }

  /** Writer only. */
  void end(int ordinal, long position) {
    Chunk chunk = chunkForWriting(ordinal >> CHUNK_BITS);
    int at = ordinal & (CHUNK - 1);
    if (chunk.endedAt(at) != ACTIVE) {
      throw new IllegalStateException("only an active grant can end");
    }
    chunk.end(at, position);
    chunk.live--;
    chunk.lastEndedAt = position;
    if (chunk.live == 0) {
      ended.add(chunk);
    }
    activeGrants--;
    activeKeys -= chunk.keys[at];
  }

  /** Writer only: {@code ordinal} is no longer followed by what followed it. */
  void setNext(int ordinal, int next) {
    Chunk chunk = chunkForWriting(ordinal >> CHUNK_BITS);
    chunk.link(ordinal & (CHUNK - 1), chunk.account(ordinal), next);
  }

  /** Writer only: drops chunks that no reader at {@code neededAfter} or later can ask for. */
  void dropEnded(long neededAfter, int nextOrdinal) {
    for (int rest = ended.size(); rest > 0; rest--) {
      Chunk chunk = ended.remove();
      boolean filling = chunk.number >= nextOrdinal >> CHUNK_BITS;
      if (chunk.live > 0) {
        continue;
      }
      if (filling || chunk.lastEndedAt > neededAfter) {
        ended.add(chunk);
      } else if (chunks.get(chunk.number) == chunk) {
        chunks.setRelease(chunk.number, null);
        chunkCount--;
        mixedChunks -= chunk.notices == null ? 0 : 1;
      }
    }
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
      chunk = new Chunk(number);
      all.setRelease(number, chunk);
      chunkCount++;
    }
    return chunk;
  }

  int activeGrants() {
    return activeGrants;
  }

  int activeKeys() {
    return activeKeys;
  }

  long bytes() {
    return (long) chunkCount * CHUNK * BYTES_PER_GRANT
        + (long) mixedChunks * CHUNK * Integer.BYTES
        + 4L * chunks.length();
  }
}
