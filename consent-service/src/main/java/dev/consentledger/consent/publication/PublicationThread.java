package dev.consentledger.consent.publication;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/**
 * The one thread that publication's state belongs to. It decodes, opens and keys entries, which
 * would be too much for an event loop.
 */
final class PublicationThread {
  private PublicationThread() {}

  static ScheduledExecutorService start() {
    var executor =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("publication").daemon(true).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRejectedExecutionHandler((_, _) -> {});
    return executor;
  }
}
