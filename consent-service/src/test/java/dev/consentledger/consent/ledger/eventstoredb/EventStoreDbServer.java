package dev.consentledger.consent.ledger.eventstoredb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.consentledger.eventstoredb.EventStoreDbFixture;
import java.util.Optional;

/**
 * Which server the contract suite runs against: a real one where {@code -Deventstoredb.url} names
 * it, and else the in-process stand-in.
 */
final class EventStoreDbServer implements AutoCloseable {
  private final Optional<EventStoreDbFixture> fixture;
  private final String connectionString;

  private EventStoreDbServer(Optional<EventStoreDbFixture> fixture, String connectionString) {
    this.fixture = fixture;
    this.connectionString = connectionString;
  }

  static EventStoreDbServer start() {
    String url = System.getProperty("eventstoredb.url", "");
    if (url.isBlank()) {
      var fixture = EventStoreDbFixture.start();
      System.out.println(
          "EventStoreDB: the suite runs against the in-process stand-in, not a real server;"
              + " -Deventstoredb.url=esdb://... names a real one");
      return new EventStoreDbServer(Optional.of(fixture), fixture.connectionString());
    }
    System.out.println("EventStoreDB: the suite runs against the real server that was named");
    return new EventStoreDbServer(Optional.empty(), url);
  }

  /** Skips tests that need what only the stand-in can do, with a word about it. */
  static void standInOnly() {
    assumeTrue(
        System.getProperty("eventstoredb.url", "").isBlank(),
        "a real EventStoreDB was named; this test is of the stand-in alone");
  }

  String connectionString() {
    return connectionString;
  }

  @Override
  public void close() {
    fixture.ifPresent(EventStoreDbFixture::close);
  }
}
