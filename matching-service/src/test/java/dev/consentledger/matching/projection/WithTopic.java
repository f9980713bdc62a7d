package dev.consentledger.matching.projection;

import dev.consentledger.matching.KafkaResource;
import dev.consentledger.matching.PostgresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Set;

/** The process with its database and its topic, and a clock that a test moves. */
public class WithTopic implements QuarkusTestProfile {
  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(PostgresResource.class), new TestResourceEntry(KafkaResource.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }

  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(TestClock.class);
  }

  /** The one clock of the process. */
  @Alternative
  @Singleton
  public static class TestClock {
    @Produces
    @Singleton
    @Alternative
    @Typed({ManualClock.class, Clock.class})
    ManualClock clock() {
      return new ManualClock();
    }
  }
}
