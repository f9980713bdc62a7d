package dev.consentledger.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a thread of its own, whose failure is not lost. */
public final class Concurrent {
  private final FutureTask<Void> task;

  /** Work that may fail. */
  @FunctionalInterface
  public interface Work {
    void run() throws Exception;
  }

  public Concurrent(Work work) {
    Callable<Void> callable =
        () -> {
          work.run();
          return null;
        };
    this.task = new FutureTask<>(callable);
    Thread.ofPlatform().name("load").daemon().start(task);
  }

  /** Waits for its end; throws what it threw. */
  public void await() throws Exception {
    try {
      task.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** The same work so many times side by side, numbered; returns when all have ended. */
  public static void times(int count, NumberedWork work) throws Exception {
    List<Concurrent> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      running.add(new Concurrent(() -> work.run(number)));
    }
    for (Concurrent one : running) {
      one.await();
    }
  }

  /** Work that knows which one it is. */
  @FunctionalInterface
  public interface NumberedWork {
    void run(int number) throws Exception;
  }
}
