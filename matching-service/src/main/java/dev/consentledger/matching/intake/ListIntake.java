package dev.consentledger.matching.intake;

import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.identifier.MatchSecret;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Streams an upload into stored blocks. Reading waits for the socket on a virtual thread, so that a
 * slow upload holds no pool's thread; hashing runs on the {@link CpuPool}. When storing is behind,
 * nothing more is read, and the socket pauses: memory is a few blocks, however long the list.
 */
@ApplicationScoped
public class ListIntake {
  /** Blocks of one upload that are hashed or stored at once. */
  private static final int BLOCKS_IN_FLIGHT_MAX = 3;

  private final ExecutorService readers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("list-reader-", 0).factory());
  private final BlockStore store;
  private final CpuPool cpu;
  private final IntakeLimits limits;
  private final MeterRegistry metrics;

  ListIntake(BlockStore store, CpuPool cpu, IntakeConfig config, MeterRegistry metrics) {
    this.store = store;
    this.cpu = cpu;
    this.limits =
        new IntakeLimits(config.rowsMax(), config.inflatedBytesMax(), IntakeLimits.BLOCK_ROWS);
    this.metrics = metrics;
  }

  /** A list whose every row is durably stored. */
  public record StoredList(int blocks, RowCounts counts) {
    static final StoredList EMPTY = new StoredList(0, RowCounts.NONE);

    StoredList plus(Block block) {
      return new StoredList(blocks + 1, counts.plus(block.counts()));
    }
  }

  /**
   * Answers once everything is stored. Fails with {@link UnreadableList}, {@link ListTooLarge} or
   * {@link UploadInterrupted}; blocks stored until then stay, and the caller gives the run up.
   *
   * @param claim the upload's own: without it nothing more is stored
   */
  public Uni<StoredList> receive(RunId run, UUID claim, ListUpload upload, MatchSecret secret) {
    var raw = new RawBlocks(upload, limits);
    return Multi.createBy()
        .repeating()
        .uni(() -> Uni.createFrom().item(() -> next(raw)).runSubscriptionOn(readers))
        .whilst(block -> !block.last())
        .onItem()
        .transformToUni(block ->
            cpu.run(() -> block.keyed(secret)).call(keyed -> store.append(run, claim, keyed)))
        .merge(BLOCKS_IN_FLIGHT_MAX)
        .onItem()
        .scan(() -> StoredList.EMPTY, StoredList::plus)
        .collect()
        .last()
        .onFailure(CompletionException.class)
        .transform(e -> e.getCause() == null ? e : e.getCause())
        .invoke(stored -> count(stored.counts()));
  }

  private static RawBlocks.RawBlock next(RawBlocks raw) {
    try {
      return raw.next();
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private void count(RowCounts counts) {
    metrics.counter("consentledger.list.rows.accepted").increment((double) counts.accepted());
    for (Rejection reason : Rejection.values()) {
      metrics
          .counter("consentledger.list.rows.rejected", "reason", reason.code())
          .increment((double) counts.rejected().getOrDefault(reason, 0L));
    }
  }

  @PreDestroy
  void stop() {
    readers.shutdownNow();
  }
}
