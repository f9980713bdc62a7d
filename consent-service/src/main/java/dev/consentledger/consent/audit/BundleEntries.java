package dev.consentledger.consent.audit;

import dev.consentledger.consent.proof.Proofs;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.evidence.BundleWriter;
import dev.consentledger.kernel.evidence.LedgerLine;
import dev.consentledger.kernel.proof.InclusionProof;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TlogProof;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes single streams with each entry's proof, where the whole ledger is too large, and with the
 * subjects' streams those of the notices that their grants were given under.
 */
@Singleton
final class BundleEntries {
  private static final int STREAMS_AT_ONCE = 200;

  private final Histories histories;
  private final Proofs proofs;
  private final OwnThread own;

  BundleEntries(Histories histories, Proofs proofs, AuditSettings settings) {
    this.histories = histories;
    this.proofs = proofs;
    this.own = new OwnThread(settings.readLimit());
  }

  void write(Set<StreamName> streams, SignedCheckpoint scope, BundleWriter writer)
      throws IOException {
    Set<StreamName> notices = new LinkedHashSet<>();
    write(List.copyOf(streams), notices, scope, writer);
    notices.removeAll(streams);
    write(List.copyOf(notices), new LinkedHashSet<>(), scope, writer);
  }

  private void write(
      List<StreamName> all, Set<StreamName> notices, SignedCheckpoint scope, BundleWriter writer)
      throws IOException {
    for (int from = 0; from < all.size(); from += STREAMS_AT_ONCE) {
      int to = Math.min(all.size(), from + STREAMS_AT_ONCE);
      List<Histories.Indexed> entries =
          histories.read(all.subList(from, to), scope.position()).values().stream()
              .flatMap(List::stream)
              .toList();
      entries.forEach(entry -> addNotice(entry, notices));
      for (int at = 0; at < entries.size(); at += Proofs.INDICES_MAX) {
        write(
            entries.subList(at, Math.min(entries.size(), at + Proofs.INDICES_MAX)), scope, writer);
      }
    }
  }

  private static void addNotice(Histories.Indexed entry, Set<StreamName> notices) {
    if (entry.placed().event() instanceof PurposeGranted granted) {
      StreamName.ofNotice(granted.notice().id()).ifPresent(notices::add);
    }
  }

  private void write(List<Histories.Indexed> entries, SignedCheckpoint scope, BundleWriter writer)
      throws IOException {
    Map<Long, InclusionProof> found =
        own.get(
            proofs.inclusion(
                entries.stream().map(Histories.Indexed::index).toList(), scope.head()));
    for (var entry : entries) {
      InclusionProof proof = found.get(entry.index());
      if (proof == null) {
        throw new ProofException("an entry has no proof");
      }
      writer.entry(
          entry.index(),
          new LedgerLine(entry.entry().position(), entry.entry().bytes().array()),
          TlogProof.of(proof, scope.note()));
    }
  }
}
