package dev.consentledger.consent.leader;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The one thread that a job's state belongs to. Opening, keying and hashing a backlog of entries
 * would be too much for an event loop.
 */
public final class LeaderThread {
  private LeaderThread() {}

  public static ScheduledExecutorService start(String name) {
    var executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name(name).daemon(true).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRejectedExecutionHandler((_, _) -> {});
    return executor;
  }
}
