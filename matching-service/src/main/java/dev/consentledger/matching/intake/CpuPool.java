package dev.consentledger.matching.intake;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * The threads that hash lists and pair them, so that neither holds up an event loop. Each task is
 * one block, some milliseconds; who waits for tasks bounds how many it hands in.
 */
@ApplicationScoped
public class CpuPool {
  private final ExecutorService threads;

  CpuPool(IntakeConfig config) {
    int size = config.cpuThreads();
    ThreadFactory named = Thread.ofPlatform().name("list-cpu-", 0).daemon().factory();
    this.threads =
        Executors.newFixedThreadPool(
            size > 0 ? size : Runtime.getRuntime().availableProcessors(), named);
  }

  public <T> Uni<T> run(Callable<T> task) {
    return Uni.createFrom()
        .item(() -> {
          try {
            return task.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        })
        .runSubscriptionOn(threads);
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }
}
