package dev.consentledger.matching;

import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs the service over {@link FakePermissions}, which a test steers, and with short limits. */
public final class PlainPermissions implements QuarkusTestProfile {
  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(Source.class);
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(PostgresResource.class), new TestResourceEntry(ConsentFake.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        Map.entry("mp.messaging.incoming.permissions.enabled", "false"),
        Map.entry("consentledger.fence.limit", "3s"),
        Map.entry("consentledger.fence.read-limit", "2s"),
        Map.entry("consentledger.pairing.retry-first", "20ms"),
        Map.entry("consentledger.pairing.retry-max", "50ms"),
        Map.entry("consentledger.intake.rows-max", "50000"),
        Map.entry("consentledger.audience.minimum-size", "3"),
        // The tests take the steps of these jobs themselves.
        Map.entry("consentledger.erasure.interval", "1d"),
        Map.entry("consentledger.lists.retention-interval", "1d"),
        Map.entry("consentledger.lists.retention-step", "2"));
  }

  @Alternative
  public static class Source {
    @Produces
    @Singleton
    @Alternative
    FakePermissions permissions() {
      return new FakePermissions();
    }
  }
}
