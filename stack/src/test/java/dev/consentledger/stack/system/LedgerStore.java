package dev.consentledger.stack.system;

import dev.consentledger.eventstoredb.EventStoreDbFixture;
import org.jspecify.annotations.Nullable;

/**
 * Which store keeps the ledger of the shared stack: PostgreSQL, but with {@code -Peventstoredb} the
 * in-process stand-in for EventStoreDB, or the real one that {@code -Deventstoredb.url} names.
 */
final class LedgerStore {
  private LedgerStore() {}

  static boolean isPostgres() {
    return System.getProperty("eventstoredb.url", "").isBlank()
        && !Boolean.getBoolean("eventstoredb.stand-in");
  }

  /** Null for PostgreSQL. The stand-in stays up until this process ends. */
  static @Nullable String connectionString() {
    String url = System.getProperty("eventstoredb.url", "");
    if (!url.isBlank()) {
      System.out.println("[stack] the ledger is in the real EventStoreDB that was named");
      return url;
    }
    if (!Boolean.getBoolean("eventstoredb.stand-in")) {
      return null;
    }
    System.out.println(
        "[stack] the ledger is in the in-process stand-in for EventStoreDB, not in a real one");
    return EventStoreDbFixture.start().connectionString();
  }
}
