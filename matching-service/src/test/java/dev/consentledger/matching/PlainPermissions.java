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
    return Map.of(
        "mp.messaging.incoming.permissions.enabled", "false",
        "consentledger.fence.limit", "600ms",
        "consentledger.fence.read-limit", "400ms",
        "consentledger.pairing.retry-first", "20ms",
        "consentledger.pairing.retry-max", "50ms",
        "consentledger.intake.rows-max", "50000",
        "consentledger.audience.minimum-size", "3",
        // The tests take its steps themselves.
        "consentledger.erasure.interval", "1d");
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
