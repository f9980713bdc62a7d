package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What came out of checking a bundle: the checks in their order, up to those that failed. Where
 * none failed, the finding is what the ledger says, as far as the limited ones allow.
 */
public record Verification(Manifest manifest, List<Check> checks) {
  public Verification {
    checks = List.copyOf(checks);
  }

  /**
   * Checks a bundle against nothing but what the auditor brings. Throws {@link IOException} only
   * where the file can't be read; damage is a failed check.
   */
  public static Verification of(EvidenceBundle bundle, Trust trust, Progress progress)
      throws IOException {
    return new BundleVerifier(bundle, trust, progress).verify();
  }

  public boolean isVerified() {
    return failure().isEmpty();
  }

  /** Verified, but something is not proved; the limited checks say what. */
  public boolean isLimited() {
    return checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.LIMITED);
  }

  /** The first check that failed. */
  public Optional<Check> failure() {
    return checks.stream().filter(check -> check.outcome() == Check.Outcome.FAILED).findFirst();
  }

  public JsonObject json() {
    return JsonObject.builder()
        .put("verified", isVerified())
        .put("limited", isLimited())
        .put("kind", manifest.kind())
        .put("origin", manifest.origin())
        .put("ledgerSize", manifest.ledgerSize())
        .put("complete", manifest.complete())
        .put("checks", checks.stream().map(Check::json).toList())
        .build();
  }
}
