package dev.consentledger.kernel.purpose;

import java.util.Optional;

/**
 * What a contact point may be used for. Each has its code, as it stands in the API and the ledger,
 * and the IRI of the nearest term of the W3C Data Privacy Vocabulary (DPV 2).
 */
public enum Purpose {
  TWO_FACTOR("security.two_factor", "IdentityAuthentication"),
  ACCOUNT_RECOVERY("security.account_recovery", "IdentityVerification"),
  REAUTHENTICATION("security.reauthentication", "EnforceAccessControl"),
  NOTIFICATIONS("service.notifications", "CommunicationManagement"),
  LIST_MATCHING("advertising.list_matching", "TargetedAdvertising"),
  AD_PERSONALISATION("advertising.personalisation", "PersonalisedAdvertising"),
  MEASUREMENT("analytics.measurement", "ServiceUsageAnalytics");

  private static final String DPV = "https://w3id.org/dpv#";

  private final String code;
  private final String dpvTerm;

  Purpose(String code, String dpvTerm) {
    this.code = code;
    this.dpvTerm = dpvTerm;
  }

  public String code() {
    return code;
  }

  public String dpvIri() {
    return DPV + dpvTerm;
  }

  public boolean isAdvertising() {
    return code.startsWith("advertising.");
  }

  /** Finds the purpose with this exact code; empty where there is none. */
  public static Optional<Purpose> ofCode(String code) {
    for (Purpose purpose : values()) {
      if (purpose.code.equals(code)) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
