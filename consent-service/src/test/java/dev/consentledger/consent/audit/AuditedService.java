package dev.consentledger.consent.audit;

import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The service with its log and its audit. */
public class AuditedService implements QuarkusTestProfile {
  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(
        new TestResourceEntry(PostgresResource.class), new TestResourceEntry(AuditParts.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return true;
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "consentledger.audit.poll", "50ms",
        "consentledger.audit.claim", "60s",
        "consentledger.proof.wait-limit", "30s",
        "consentledger.proof.checkpoint-limit", "20ms");
  }

  /** One whose ledger is too large for whole bundles. */
  public static final class OfALargeLedger extends AuditedService {
    @Override
    public Map<String, String> getConfigOverrides() {
      var settings = new java.util.HashMap<>(super.getConfigOverrides());
      settings.put("consentledger.audit.bundle.entries-max", "0");
      return settings;
    }
  }

  /**
   * One that waits for its stores, and for a replay that was broken off, no longer than a moment.
   */
  public static final class OfShortLimits extends AuditedService {
    @Override
    public Map<String, String> getConfigOverrides() {
      var settings = new java.util.HashMap<>(super.getConfigOverrides());
      settings.put("consentledger.privacy.store-timeout", "2s");
      settings.put("consentledger.privacy.cache-ttl", "1ms");
      settings.put("consentledger.audit.claim", "1s");
      return settings;
    }
  }

  /** One with a ledger of its own: its questions are about every run that there is. */
  public static final class OfItsOwnLedger extends AuditedService {}
}
