package dev.consentledger.consent.audit;

import dev.consentledger.kernel.evidence.Finding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Locale;

/** What an operator sees of replays. The meters' names are stable. */
final class AuditMetrics {
  static final String ENTRIES = "consentledger.replay.entries";
  private static final String DURATION = "consentledger.replay.duration";

  private AuditMetrics() {}

  /** How a replay's time on this instance ended. */
  enum Outcome {
    DONE,
    FAILED,
    STOPPED
  }

  /**
   * All of them are there from the start, so that a graph shows zero and not nothing. Progress is
   * that of the one that is furthest behind; NaN while none of the kind runs.
   */
  static void bind(MeterRegistry meters, Collection<Running> running) {
    for (Finding.Kind kind : Finding.Kind.values()) {
      Gauge.builder("consentledger.replay.progress", running, all -> progress(all, kind))
          .tag("kind", kind.code())
          .register(meters);
      for (Outcome outcome : Outcome.values()) {
        var _ = duration(meters, kind, outcome);
      }
    }
    var _ = meters.counter(ENTRIES);
    Gauge.builder("consentledger.replay.running", running, Collection::size).register(meters);
  }

  static Timer duration(MeterRegistry meters, Finding.Kind kind, Outcome outcome) {
    return meters.timer(
        DURATION, "kind", kind.code(), "outcome", outcome.name().toLowerCase(Locale.ROOT));
  }

  private static double progress(Collection<Running> running, Finding.Kind kind) {
    return running.stream()
        .filter(each -> each.replay().question().kind() == kind)
        .mapToDouble(each -> each.watch().progress())
        .min()
        .orElse(Double.NaN);
  }
}
