package dev.consentledger.matching.projection;

import dev.consentledger.matching.PostgresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The process with its database, while the test itself delivers the topic's records. */
public class WithoutTopic implements QuarkusTestProfile {
  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "mp.messaging.incoming.permissions.enabled", "false",
        // The tests take its steps themselves.
        "consentledger.projection.notice-sweep-interval", "1d");
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(PostgresResource.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }
}
