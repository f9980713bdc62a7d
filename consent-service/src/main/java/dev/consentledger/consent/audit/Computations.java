package dev.consentledger.consent.audit;

import jakarta.inject.Singleton;
import java.io.IOException;

/** Computes what a replay asks for. Blocks: for a replay's own thread. */
@Singleton
final class Computations {
  private final LedgerReplay ledger;
  private final AccountReplay account;
  private final RunReplay run;
  private final ImpactReplay impact;

  Computations(LedgerReplay ledger, AccountReplay account, RunReplay run, ImpactReplay impact) {
    this.ledger = ledger;
    this.account = account;
    this.run = run;
    this.impact = impact;
  }

  Found run(Running running) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("replay")) {
      return switch (running.replay().question()) {
        case Question.Ledger _ -> ledger.run(running);
        case Question.Account(var query) -> account.run(running, query);
        case Question.Run(var id) -> run.run(running, id, folder.path());
        case Question.Impact(var query) -> impact.run(running, query, folder.path());
      };
    }
  }
}
