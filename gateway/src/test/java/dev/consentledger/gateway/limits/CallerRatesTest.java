package dev.consentledger.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallerRatesTest {

  private final AtomicLong nanos = new AtomicLong();
  private final CallerRates rates =
      new CallerRates(
          settings(),
          new TimeMeter() {
            @Override
            public long currentTimeNanos() {
              return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
              return false;
            }
          });

  @Test
  void a_caller_may_send_a_burst_and_then_waits_for_the_next_refill() {
    for (int i = 0; i < 4; i++) {
      assertThat(rates.count("a")).isZero();
    }
    assertThat(rates.count("a")).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void waiting_as_long_as_told_is_enough() {
    for (int i = 0; i < 5; i++) {
      rates.count("a");
    }

    nanos.addAndGet(Duration.ofMillis(500).toNanos());

    assertThat(rates.count("a")).isZero();
    assertThat(rates.count("a")).isPositive();
  }

  @Test
  void one_caller_never_uses_up_anothers_requests() {
    for (int i = 0; i < 5; i++) {
      rates.count("a");
    }
    assertThat(rates.count("b")).isZero();
  }

  @Test
  void the_caller_that_was_silent_longest_is_forgotten_first() {
    exhaust("a");
    exhaust("b");
    rates.count("a");

    exhaust("c");

    assertThat(rates.count("a")).isPositive();
    assertThat(rates.count("b")).isZero();
  }

  private void exhaust(String subject) {
    while (rates.count(subject).isZero()) {
      assertThat(nanos.get()).isZero();
    }
  }

  private static LimitSettings settings() {
    return new SmallRyeConfigBuilder()
        .withMapping(LimitSettings.class)
        .withConverter(
            io.quarkus.runtime.configuration.MemorySize.class,
            100,
            new io.quarkus.runtime.configuration.MemorySizeConverter())
        .withConverter(
            Duration.class, 100, new io.quarkus.runtime.configuration.DurationConverter())
        .withSources(
            new io.smallrye.config.PropertiesConfigSource(
                Map.of(
                    "consentledger.limits.requests-per-second", "2",
                    "consentledger.limits.requests-burst", "4",
                    "consentledger.limits.callers-max", "2"),
                "test",
                500))
        .build()
        .getConfigMapping(LimitSettings.class);
  }
}
