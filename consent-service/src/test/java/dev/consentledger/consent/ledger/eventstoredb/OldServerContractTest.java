package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.EventLedgerFollowContract;
import dev.consentledger.eventstoredb.EventStoreDbFixture;
import dev.consentledger.eventstoredb.ServerRelease;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * The contract against the oldest server that is supported, which tells no positions in streams and
 * nobody that they have caught up. One position alone is remembered, so that most must be found.
 */
class OldServerContractTest extends EventLedgerFollowContract {
  private static EventStoreDbFixture server;
  private static EventStoreDbEventLedger ledger;

  @BeforeAll
  static void start() {
    EventStoreDbServer.standInOnly();
    server = EventStoreDbFixture.builder().release(ServerRelease.V20_6).start();
    ledger =
        new EventStoreDbEventLedger(
            TestSettings.of(server.connectionString()).with("positions-remembered", "1").build());
  }

  @AfterAll
  static void stop() {
    if (ledger != null) {
      ledger.close();
      server.close();
    }
  }

  @Override
  protected EventLedger ledger() {
    return ledger;
  }
}
