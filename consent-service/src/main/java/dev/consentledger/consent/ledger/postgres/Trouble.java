package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import io.vertx.sqlclient.DatabaseException;

/** From the driver's failures to the port's. */
final class Trouble {
  private Trouble() {}

  /** Keeps the SQLSTATE and drops the server's words, which may quote what is stored. */
  static Throwable of(Throwable failure) {
    return switch (failure) {
      case LedgerUnavailable unavailable -> unavailable;
      case DatabaseException refused ->
          new LedgerUnavailable("the ledger's store failed, SQLSTATE " + refused.getSqlState());
      default -> new LedgerUnavailable("the ledger's store did not answer", failure);
    };
  }
}
