package dev.consentledger.benchmarks.micro;

import dev.consentledger.benchmarks.Chart;
import dev.consentledger.benchmarks.Comparison;
import dev.consentledger.benchmarks.Options;
import dev.consentledger.benchmarks.Outcome;
import dev.consentledger.benchmarks.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Comparison 7: JMH over the steps that everything else is made of. */
public final class MicroComparison implements Comparison {
  private static final int ITERATIONS_A_FORK = 5;

  @Override
  public String name() {
    return "micro";
  }

  @Override
  public void measure(Options options, Outcome outcome) throws Exception {
    int forks = options.count("forks", 2);
    int millis = options.count("iteration-millis", 500);
    var jmh =
        new OptionsBuilder()
            .include(getClass().getPackageName().replace(".", "\\.") + "\\..*")
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .forks(forks)
            .warmupIterations(3)
            .warmupTime(TimeValue.milliseconds(millis))
            .measurementIterations(ITERATIONS_A_FORK)
            .measurementTime(TimeValue.milliseconds(millis))
            .jvmArgsAppend("-Xmx1g")
            .build();
    Map<String, Samples> byName = new LinkedHashMap<>();
    for (RunResult result : new Runner(jmh).run()) {
      Samples samples = samples(result);
      byName.put(samples.name(), samples);
    }
    outcome.title("Micro").setting("JMH", "1.37, average time, 1 thread");
    byName.values().forEach(outcome::measured);
    share(byName, "Normalising.phoneE164", "Normalising.libphonenumberE164", outcome);
    share(byName, "Normalising.phoneTyped", "Normalising.libphonenumberTyped", outcome);
    share(byName, "Proving.leafHash", "Proving.sha256OfTheSameBytes", outcome);
    outcome.chart(new Chart.Bars("One step", "nanoseconds", List.copyOf(byName.values())));
  }

  /** Ours over what it can't do without. */
  private static void share(
      Map<String, Samples> byName, String ours, String limit, Outcome outcome) {
    Samples one = byName.get(ours);
    Samples other = byName.get(limit);
    if (one == null || other == null) {
      throw new IllegalStateException("JMH did not run " + ours + " and " + limit);
    }
    outcome.measured(
        new Samples(ours + " over " + limit, "times", List.of(one.median() / other.median())));
  }

  /** Every iteration of every fork is one value. */
  private static Samples samples(RunResult result) {
    String[] parts = result.getParams().getBenchmark().split("\\.", -1);
    List<Double> nanos = new ArrayList<>();
    result
        .getBenchmarkResults()
        .forEach(fork ->
            fork.getIterationResults()
                .forEach(iteration -> nanos.add(iteration.getPrimaryResult().getScore())));
    return new Samples(parts[parts.length - 2] + "." + parts[parts.length - 1], "ns", nanos);
  }
}
