package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.EventLedgerFollowContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class EventStoreDbContractTest extends EventLedgerFollowContract {
  private static EventStoreDbServer server;
  private static EventStoreDbEventLedger ledger;

  @BeforeAll
  static void start() {
    server = EventStoreDbServer.start();
    ledger = new EventStoreDbEventLedger(TestSettings.of(server.connectionString()).build());
  }

  @AfterAll
  static void stop() {
    ledger.close();
    server.close();
  }

  @Override
  protected EventLedger ledger() {
    return ledger;
  }
}
