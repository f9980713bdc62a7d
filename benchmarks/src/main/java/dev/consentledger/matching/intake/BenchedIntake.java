package dev.consentledger.matching.intake;

import dev.consentledger.kernel.identifier.MatchSecret;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** matching-service's own intake of lists, which is its package's alone, for benchmarks. */
public final class BenchedIntake {
  private BenchedIntake() {}

  /**
   * Reads a CSV list and keys its rows on so many threads, as an upload does between the socket and
   * the store.
   *
   * @return the blocks, as they would be stored
   */
  public static List<byte[]> blocks(InputStream csv, MatchSecret secret, int threads)
      throws IOException {
    var raw =
        new RawBlocks(
            new ListUpload(csv, ListFormat.CSV, false, null),
            new IntakeLimits(IntakeLimits.ROWS_MAX, Long.MAX_VALUE, IntakeLimits.BLOCK_ROWS));
    List<Future<byte[]>> keyed = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      RawBlocks.RawBlock block;
      do {
        RawBlocks.RawBlock next = raw.next();
        keyed.add(pool.submit(() -> next.keyed(secret).content().getBytes()));
        block = next;
      } while (!block.last());
    }
    List<byte[]> blocks = new ArrayList<>();
    for (Future<byte[]> one : keyed) {
      try {
        blocks.add(one.get());
      } catch (InterruptedException | ExecutionException e) {
        throw new IOException(e);
      }
    }
    return blocks;
  }
}
