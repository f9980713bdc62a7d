package dev.consentledger.consent.proof;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The one thread that the growing tree belongs to. Hashing a backlog would be too much for an event
 * loop.
 */
final class ProofThread {
  private ProofThread() {}

  static ScheduledExecutorService start() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("proof").daemon(true).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRejectedExecutionHandler((_, _) -> {});
    return executor;
  }
}
