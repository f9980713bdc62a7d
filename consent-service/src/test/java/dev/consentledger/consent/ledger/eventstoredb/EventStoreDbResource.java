package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.eventstoredb.EventStoreDbFixture;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives a {@code @QuarkusTest} a ledger in the stand-in, which is injected by its type. */
public final class EventStoreDbResource implements QuarkusTestResourceLifecycleManager {
  private @Nullable EventStoreDbFixture cluster;

  @Override
  public Map<String, String> start() {
    cluster = EventStoreDbFixture.start();
    return Map.of(
        "consentledger.ledger.adapter",
        "eventstoredb",
        "consentledger.ledger.eventstoredb.connection-string",
        cluster.connectionString());
  }

  @Override
  public void inject(TestInjector testInjector) {
    testInjector.injectIntoFields(cluster, new TestInjector.MatchesType(EventStoreDbFixture.class));
  }

  @Override
  public void stop() {
    if (cluster != null) {
      cluster.close();
      cluster = null;
    }
  }
}
