package dev.consentledger.operator;

import java.util.List;

/**
 * The databases in the order in which they are backed up. What matching-service knows of the ledger
 * must be in the ledger: so the ledger's database is the later one.
 */
enum DatabaseName {
  MATCHING,
  CONSENT;

  String code() {
    return switch (this) {
      case MATCHING -> "matching";
      case CONSENT -> "consent";
    };
  }

  /** Tables that are empty when the migrations have run, and not for long after. */
  List<String> filledTables() {
    return switch (this) {
      case MATCHING -> List.of("account", "audience", "run");
      case CONSENT -> List.of("ledger_entry", "subject", "proof_checkpoint");
    };
  }
}
