package dev.consentledger.consent.audit;

import dev.consentledger.kernel.evidence.Finding;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;

/** What an operator sees of replays. The meters' names are stable. */
final class AuditMetrics {
  private AuditMetrics() {}

  /** Progress is that of the one that is furthest behind; NaN while none of the kind runs. */
  static void bind(MeterRegistry meters, Collection<Running> running) {
    for (Finding.Kind kind : Finding.Kind.values()) {
      Gauge.builder("consentledger.replay.progress", running, all -> progress(all, kind))
          .tag("kind", kind.code())
          .register(meters);
    }
    Gauge.builder("consentledger.replay.running", running, Collection::size).register(meters);
  }

  private static double progress(Collection<Running> running, Finding.Kind kind) {
    return running.stream()
        .filter(each -> each.replay().question().kind() == kind)
        .mapToDouble(each -> each.watch().progress())
        .min()
        .orElse(Double.NaN);
  }
}
