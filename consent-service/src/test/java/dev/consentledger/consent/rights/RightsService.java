package dev.consentledger.consent.rights;

import dev.consentledger.consent.audit.AuditedService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service with its log, a stand-in for the matching-service, and keys for receipts. */
public final class RightsService extends AuditedService {
  @Override
  public List<TestResourceEntry> testResources() {
    var resources = new ArrayList<>(super.testResources());
    resources.add(new TestResourceEntry(RightsParts.class));
    return resources;
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    var settings = new HashMap<>(super.getConfigOverrides());
    settings.put("consentledger.controller.name", "Fixture & Sons <Network>");
    return settings;
  }
}
