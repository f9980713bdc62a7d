package dev.consentledger.consent.leader;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The jobs that only the leader does, each with its own lock, thread and terms, from the service's
 * start to its end.
 */
@ApplicationScoped
public class Leaders {
  private static final Logger LOG = Logger.getLogger(Leaders.class);

  private final LeaderSettings settings;
  private final LockConnections connections;
  private final MeterRegistry meters;
  private final List<Started> jobs = new CopyOnWriteArrayList<>();

  private record Started(Terms<?> terms, ScheduledExecutorService thread) {}

  Leaders(LeaderSettings settings, LockConnections connections, MeterRegistry meters) {
    this.settings = settings;
    this.connections = connections;
    this.meters = meters;
  }

  /** Asks to lead the job that the status names, and does it whenever this instance leads. */
  public <S> Terms<S> start(
      LeaderStatus status, Function<ScheduledExecutorService, LeaderJob<S>> job) {
    ScheduledExecutorService thread = LeaderThread.start(status.name());
    var terms = new Terms<S>(job.apply(thread), status, thread);
    jobs.add(new Started(terms, thread));
    Gauge.builder("consentledger.leader", status, each -> each.leads() ? 1 : 0)
        .tag("name", status.name())
        .register(meters);
    terms.start(new Leadership(status.name(), connections, settings, thread, terms));
    return terms;
  }

  /** What could not be saved in time costs repeats by the next leader, no more. */
  void stop(@Observes ShutdownEvent event) {
    var stopped =
        CompletableFuture.allOf(
            jobs.stream().map(job -> job.terms().stop()).toArray(CompletableFuture<?>[]::new));
    try {
      stopped.get(settings.stopLimit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("A leader's job did not end in time: %s", e.getClass().getSimpleName());
    } finally {
      jobs.forEach(job -> job.thread().shutdownNow());
    }
  }
}
