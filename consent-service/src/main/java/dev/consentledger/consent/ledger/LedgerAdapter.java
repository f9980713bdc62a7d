package dev.consentledger.consent.ledger;

import java.util.Optional;

/** What an adapter of the ledger is to the process that runs it, beside {@link EventLedger}. */
public interface LedgerAdapter {
  /** Before the first use; throws, with a sentence for the operator, where it can't be used. */
  default void start() {}

  /** Whether it takes several appends in one transaction, and so counts each batch's entries. */
  default boolean batches() {
    return false;
  }

  /**
   * What could make entries disappear from the store, in a sentence for the operator. The service
   * is not ready while there is any.
   */
  default Optional<String> danger() {
    return Optional.empty();
  }
}
