package dev.consentledger.consent.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Counts what became of orders to erase. The meter's names are stable. */
@Singleton
final class ErasureMetrics {
  private static final String NAME = "consentledger.erasures";
  private static final String TAG = "outcome";

  private final MeterRegistry meters;

  ErasureMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (String outcome : new String[] {"erased", "unknown", "failed"}) {
      meters.counter(NAME, TAG, outcome);
    }
  }

  Uni<Outcome> counted(Uni<Outcome> erasure) {
    return erasure
        .onItemOrFailure()
        .invoke((outcome, failure) ->
            meters
                .counter(
                    NAME,
                    TAG,
                    failure != null
                        ? "failed"
                        : outcome instanceof Outcome.Done ? "erased" : "unknown")
                .increment());
  }
}
