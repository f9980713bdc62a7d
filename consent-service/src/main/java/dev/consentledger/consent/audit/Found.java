package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.Finding;
import dev.consentledger.kernel.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a replay came to.
 *
 * @param subjects whom an {@code impact} found, sorted
 * @param proofs from an entry's index to its tlog-proof, for {@code account}
 */
record Found(Finding finding, List<SubjectId> subjects, Optional<JsonObject> proofs) {
  Found(Finding finding) {
    this(finding, List.of(), Optional.empty());
  }
}
