package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.postgres.BatchDecision.Outcome;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/**
 * Lets appends share transactions: one batch is under way at a time, and what comes meanwhile waits
 * for the next. So a batch grows with the load, and a lone append waits for nobody.
 */
final class GroupCommit {
  private record Waiting(Append append, long bytes, UniEmitter<? super Appended> caller) {}

  private final Function<List<Append>, Uni<List<Outcome>>> transaction;
  private final LedgerSettings settings;
  private final Context context;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean isUnderWay;

  /**
   * @param context where batches run, so that none inherits the locals of the request that happened
   *     to start it
   */
  GroupCommit(
      Function<List<Append>, Uni<List<Outcome>>> transaction,
      LedgerSettings settings,
      Context context) {
    this.transaction = transaction;
    this.settings = settings;
    this.context = context;
  }

  /** Answers on the caller's own Vert.x context where it has one. */
  Uni<Appended> append(Append append) {
    return Uni.createFrom()
        .deferred(() -> {
          Context caller = Vertx.currentContext();
          Uni<Appended> answer = Uni.createFrom().emitter(emitter -> enqueue(append, emitter));
          return caller == null
              ? answer
              : answer.emitOn(task -> caller.runOnContext(_ -> task.run()));
        });
  }

  private void enqueue(Append append, UniEmitter<? super Appended> caller) {
    long bytes = append.entries().stream().mapToLong(entry -> entry.bytes().length()).sum();
    synchronized (this) {
      if (queue.size() < settings.queueAppendsMax()
          && queuedBytes + bytes <= settings.queueBytesMax()) {
        queue.add(new Waiting(append, bytes, caller));
        queuedBytes += bytes;
        if (!isUnderWay) {
          isUnderWay = true;
          context.runOnContext(_ -> runNextBatch());
        }
        return;
      }
    }
    caller.fail(new LedgerUnavailable("too many appends are waiting"));
  }

  private void runNextBatch() {
    List<Waiting> batch = takeBatch();
    if (batch.isEmpty()) {
      return;
    }
    Uni.createFrom()
        .deferred(() -> transaction.apply(batch.stream().map(Waiting::append).toList()))
        .ifNoItem()
        .after(settings.appendTimeout())
        .failWith(() -> new LedgerUnavailable("the ledger's store took too long"))
        .onTermination()
        .invoke(() -> context.runOnContext(_ -> runNextBatch()))
        .subscribe()
        .with(outcomes -> answer(batch, outcomes), failure -> fail(batch, failure));
  }

  /** The next batch; empty where none is waiting, and then none is under way any more. */
  private synchronized List<Waiting> takeBatch() {
    var batch = new ArrayList<Waiting>();
    long entries = 0;
    long bytes = 0;
    while (!queue.isEmpty()) {
      Waiting next = queue.element();
      entries += next.append().entries().size();
      bytes += next.bytes();
      boolean isFull = entries > settings.batchEntriesMax() || bytes > settings.batchBytesMax();
      if (isFull && !batch.isEmpty()) {
        break;
      }
      batch.add(queue.remove());
      queuedBytes -= next.bytes();
    }
    isUnderWay = !batch.isEmpty();
    return batch;
  }

  private static void answer(List<Waiting> batch, List<Outcome> outcomes) {
    for (int i = 0; i < batch.size(); i++) {
      var caller = batch.get(i).caller();
      switch (outcomes.get(i)) {
        case Outcome.Done(var appended) -> caller.complete(appended);
        case Outcome.Refused(var reason) -> caller.fail(reason);
      }
    }
  }

  private static void fail(List<Waiting> batch, Throwable failure) {
    Throwable trouble = Trouble.of(failure);
    batch.forEach(waiting -> waiting.caller().fail(trouble));
  }
}
