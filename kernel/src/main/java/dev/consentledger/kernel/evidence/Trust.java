package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import java.util.List;
import java.util.Optional;

/**
 * What an auditor brings: all else is checked against it.
 *
 * @param log the log's public keys; a checkpoint signed by any of them counts
 * @param witnesses each of them must have cosigned the checkpoint
 * @param earlier a checkpoint seen before, which the ledger must continue
 * @param matchSecrets to check that paired keys are those of opened digests
 */
public record Trust(
    List<VerifierKey> log,
    List<VerifierKey> witnesses,
    Optional<SignedNote> earlier,
    Optional<MatchSecrets> matchSecrets) {
  public Trust {
    log = List.copyOf(log);
    witnesses = List.copyOf(witnesses);
  }

  /** Where the log never changed its key. */
  public Trust(
      VerifierKey log,
      List<VerifierKey> witnesses,
      Optional<SignedNote> earlier,
      Optional<MatchSecrets> matchSecrets) {
    this(List.of(log), witnesses, earlier, matchSecrets);
  }

  public static Trust inKey(VerifierKey log) {
    return new Trust(log, List.of(), Optional.empty(), Optional.empty());
  }
}
