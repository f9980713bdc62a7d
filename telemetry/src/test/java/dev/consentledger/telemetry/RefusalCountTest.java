package dev.consentledger.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalCountTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final RefusalCount refusals = new RefusalCount(meters);

  @Test
  void a_declared_problem_is_counted_by_its_name_or_its_type() {
    refusals.declare(List.of("forbidden"));

    refusals.count("forbidden");
    refusals.count("https://consentledger.dev/problems/forbidden");

    assertThat(counted("forbidden")).isEqualTo(2);
  }

  @Test
  void what_nobody_declared_makes_no_label_of_its_own() {
    refusals.declare(List.of("forbidden"));

    refusals.count("ada@example.com");
    refusals.count("");

    assertThat(counted("other")).isEqualTo(2);
    assertThat(meters.getMeters()).hasSize(2);
  }

  private double counted(String reason) {
    return meters.get("consentledger.refusals").tag("reason", reason).counter().count();
  }
}
