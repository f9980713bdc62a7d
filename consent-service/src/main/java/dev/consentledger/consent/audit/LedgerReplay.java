package dev.consentledger.consent.audit;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.proof.LogView;
import dev.consentledger.consent.proof.ProofPending;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.Position;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Reads every entry again and compares it with all that was signed and stored beside it. */
@Singleton
final class LedgerReplay {
  private final Scopes scopes;
  private final LedgerPages pages;
  private final EventLedger ledger;
  private final LogView log;
  private final OwnThread own;

  LedgerReplay(
      Scopes scopes, LedgerPages pages, EventLedger ledger, LogView log, AuditSettings settings) {
    this.scopes = scopes;
    this.pages = pages;
    this.ledger = ledger;
    this.log = log;
    this.own = new OwnThread(settings.readLimit());
  }

  Found run(Running running) throws IOException {
    SignedCheckpoint scope = scope(running);
    Position last = scope == null ? running.replay().position() : scope.position();
    Iterator<SignedCheckpoint> signed = log.signed().subscribe().asIterable().iterator();
    var check =
        new LedgerCheck(own.get(log.everyVerifier()), signed, ids -> own.get(log.tiles(ids)));
    pages.entries(
        last,
        scope == null ? own.get(log.integrated()).head().size() : scope.size(),
        running.watch().stage(0, 1),
        check::add);
    return new Found(
        check.finding(scope, own.get(ledger.head()), own.get(log.integrated()).head().size()));
  }

  /** A ledger that the log can't follow has no checkpoint for the call: that is a finding too. */
  private @Nullable SignedCheckpoint scope(Running running) {
    try {
      return scopes.of(running);
    } catch (ProofPending _) {
      return null;
    }
  }
}
