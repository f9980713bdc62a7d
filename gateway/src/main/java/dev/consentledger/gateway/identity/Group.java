package dev.consentledger.gateway.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The groups a token may carry in {@code groups}; any other value gives no access. */
public enum Group {
  CONSENT_WRITER,
  CONSENT_READER,
  ADVERTISER,
  DELIVERY,
  AUDITOR,
  /** The matching-service's own token. */
  MATCHING;

  /** As in the token: {@code consent-writer}. */
  public String claim() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Group> ofClaim(String claim) {
    return Arrays.stream(values()).filter(group -> group.claim().equals(claim)).findFirst();
  }
}
