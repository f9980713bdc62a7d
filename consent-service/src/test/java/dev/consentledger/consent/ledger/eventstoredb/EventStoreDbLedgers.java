package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.consent.ledger.EventLedger;

/** The adapter by hand, for tests of what follows the ledger. */
public final class EventStoreDbLedgers {
  private EventStoreDbLedgers() {}

  /** An instance, and how to close it. */
  public record Opened(EventLedger ledger, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  public static Opened open(String connectionString) {
    var ledger = new EventStoreDbEventLedger(TestSettings.of(connectionString).build());
    return new Opened(ledger, ledger::close);
  }
}
