package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.EventLedgerFollowContract;
import io.vertx.mutiny.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PostgresEventLedgerTest extends EventLedgerFollowContract {
  private static ConsentDatabase database;
  private static Vertx vertx;
  private static TestLedger instance;

  @BeforeAll
  static void start() {
    database = ConsentDatabase.start();
    database.migrate();
    vertx = Vertx.vertx();
    instance = new TestLedger(vertx, database, TestLedger.Settings.standard());
  }

  @AfterAll
  static void stop() {
    instance.close();
    vertx.closeAndAwait();
    database.close();
  }

  @Override
  protected EventLedger ledger() {
    return instance.ledger();
  }
}
