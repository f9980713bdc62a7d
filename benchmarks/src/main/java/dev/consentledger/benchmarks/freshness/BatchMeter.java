package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.BenchedStack;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.Samples;
import dev.consentledger.benchmarks.ServiceMetrics;
import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the services' own meters say of the batches that were on their way meanwhile. */
final class BatchMeter {
  /** One step of an entry's way, as a service meters it. */
  private enum Step {
    READ(
        "consentledger_publication_batch_seconds", "read", "stored, until publication takes it up"),
    FOLD("consentledger_publication_batch_seconds", "fold", "made a message"),
    WRITE("consentledger_publication_batch_seconds", "write", "written to the topic"),
    DELIVERY(
        "consentledger_projection_batch_seconds",
        "delivery",
        "sent, until the projection takes it up"),
    STORE("consentledger_projection_batch_seconds", "store", "put into tables and index");

    private final String meter;
    private final String label;
    private final String what;

    Step(String meter, String label, String what) {
      this.meter = meter;
      this.label = "step=\"" + label + "\"";
      this.what = what;
    }

    private double read(BatchMeter of, String suffix) throws IOException {
      ServiceMetrics metrics = meter.contains("publication") ? of.consent : of.matching;
      return metrics.sum(meter + suffix, List.of(label));
    }
  }

  private record Seen(double count, double seconds) {
    static final Seen NOTHING = new Seen(0, 0);

    Seen since(Seen before) {
      return new Seen(count - before.count, seconds - before.seconds);
    }

    double meanMillis() {
      return seconds / count * 1_000;
    }
  }

  private final ServiceMetrics consent;
  private final ServiceMetrics matching;
  private final Map<Step, Seen> before;
  private final double messagesBefore;

  BatchMeter(BenchedStack running) throws IOException {
    consent = running.metrics(ServiceName.CONSENT);
    matching = running.metrics(ServiceName.MATCHING);
    before = seen();
    messagesBefore = messages();
  }

  private Map<Step, Seen> seen() throws IOException {
    var seen = new EnumMap<Step, Seen>(Step.class);
    for (Step step : Step.values()) {
      seen.put(step, new Seen(step.read(this, "_count"), step.read(this, "_sum")));
    }
    return seen;
  }

  private double messages() throws IOException {
    return matching.counted("consentledger_projection_messages_applied_total");
  }

  /** What there was since this meter was made. */
  Way since() throws IOException {
    Map<Step, Seen> steps = seen();
    steps.replaceAll((step, now) -> now.since(before.getOrDefault(step, Seen.NOTHING)));
    return new Way(steps, messages() - messagesBefore);
  }

  /** The steps of a way, means of batches. */
  static final class Way {
    private final Map<Step, Seen> steps;
    private final double messages;

    private Way(Map<Step, Seen> steps, double messages) {
      this.steps = steps;
      this.messages = messages;
    }

    double writeMillis() {
      return of(Step.WRITE).meanMillis();
    }

    double storeMillis() {
      return of(Step.STORE).meanMillis();
    }

    private Seen of(Step step) {
      return steps.getOrDefault(step, Seen.NOTHING);
    }

    /** A row a step: milliseconds in the mean, and how many messages a batch had. */
    Outcome.Table table() {
      return new Outcome.Table(
          "Where a write is meanwhile (the services' own meters, means of batches)",
          List.of("step", "ms", "batches", "messages a batch"),
          Stream.of(Step.values())
              .map(step ->
                  List.of(
                      step.what,
                      Samples.text(of(step).meanMillis()),
                      Samples.text(of(step).count()),
                      Samples.text(messages / of(step).count())))
              .toList());
    }
  }
}
