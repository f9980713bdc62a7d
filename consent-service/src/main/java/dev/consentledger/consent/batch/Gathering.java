package dev.consentledger.consent.batch;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers share queries: one query is under way at a time, and the keys that come meanwhile
 * wait for the next. So a query grows with the load, and a lone caller waits for nobody. Each
 * caller's query begins after it asked, so an answer is never older than its question. With 64
 * callers it costs the driver and the server one round trip where there were dozens.
 *
 * @param <K> what is asked for
 * @param <V> what is answered
 */
public final class Gathering<K, V> {
  private record Waiting<K, V>(K key, UniEmitter<? super V> caller) {}

  private final Function<List<K>, Uni<Map<K, V>>> query;
  private final int keysMax;
  private final Queue<Waiting<K, V>> queue = new ArrayDeque<>();
  private @Nullable Context context;
  private boolean isUnderWay;

  /**
   * @param query answers each of these distinct keys; it ends by itself, within a time limit
   * @param keysMax the most keys of one query
   */
  public Gathering(int keysMax, Function<List<K>, Uni<Map<K, V>>> query) {
    this.keysMax = keysMax;
    this.query = query;
  }

  /** Fails as the query failed. Answers on the caller's own Vert.x context where it has one. */
  public Uni<V> ask(K key) {
    return Uni.createFrom()
        .deferred(() -> {
          Context caller = Vertx.currentContext();
          Uni<V> answer = Uni.createFrom().emitter(emitter -> enqueue(key, emitter, caller));
          return caller == null
              ? answer
              : answer.emitOn(task -> caller.runOnContext(_ -> task.run()));
        });
  }

  private void enqueue(K key, UniEmitter<? super V> emitter, @Nullable Context caller) {
    Context own;
    synchronized (this) {
      queue.add(new Waiting<>(key, emitter));
      if (isUnderWay) {
        return;
      }
      isUnderWay = true;
      own = contextBeside(caller);
    }
    if (own == null) {
      runNext();
    } else {
      own.runOnContext(_ -> runNext());
    }
  }

  /** No query inherits the locals of the request that happened to start it. */
  private @Nullable Context contextBeside(@Nullable Context caller) {
    if (context == null && caller != null) {
      context = ((VertxInternal) caller.owner()).createEventLoopContext();
    }
    return context;
  }

  private void runNext() {
    List<Waiting<K, V>> asked = take();
    if (asked.isEmpty()) {
      return;
    }
    Uni.createFrom()
        .deferred(() -> query.apply(asked.stream().map(Waiting::key).distinct().toList()))
        .subscribe()
        .with(
            answers -> {
              goOn();
              asked.forEach(one -> answer(one, answers));
            },
            failure -> {
              goOn();
              asked.forEach(one -> one.caller().fail(failure));
            });
  }

  /** First of all: what the callers do with their answers must not hold the next query up. */
  private void goOn() {
    Context own;
    synchronized (this) {
      own = context;
    }
    if (own == null) {
      runNext();
    } else {
      own.runOnContext(_ -> runNext());
    }
  }

  private void answer(Waiting<K, V> one, Map<K, V> answers) {
    V answer = answers.get(one.key());
    if (answer == null) {
      one.caller().fail(new IllegalStateException("the query left a key without an answer"));
    } else {
      one.caller().complete(answer);
    }
  }

  /** What the next query asks; empty where nobody waits, and then none is under way any more. */
  private synchronized List<Waiting<K, V>> take() {
    var asked = new ArrayList<Waiting<K, V>>();
    while (!queue.isEmpty() && asked.size() < keysMax) {
      asked.add(queue.remove());
    }
    isUnderWay = !asked.isEmpty();
    return asked;
  }
}
