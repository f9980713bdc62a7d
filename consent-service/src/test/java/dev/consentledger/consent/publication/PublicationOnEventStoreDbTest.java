package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.eventstoredb.EventStoreDbLedgers;
import dev.consentledger.eventstoredb.EventStoreDbFixture;
import org.junit.jupiter.api.AfterEach;

/** All that publication promises, with the ledger in EventStoreDB (the stand-in). */
class PublicationOnEventStoreDbTest extends PublicationTest {
  private EventStoreDbFixture cluster;
  private EventStoreDbLedgers.Opened opened;

  @Override
  PublicationFixture newFixture() {
    cluster = EventStoreDbFixture.start();
    opened = EventStoreDbLedgers.open(cluster.connectionString());
    return new PublicationFixture(SERVERS, _ -> opened.ledger());
  }

  @Override
  @AfterEach
  void close() {
    super.close();
    opened.close();
    cluster.close();
  }
}
