/**
 * The ledger after it moved to another store: its entries keep their positions there. The choice of
 * the adapter puts {@link dev.consentledger.consent.ledger.moved.MovedLedger} before the adapter;
 * nobody behind the port notices. ADR 6 says why.
 */
@NullMarked
package dev.consentledger.consent.ledger.moved;

import org.jspecify.annotations.NullMarked;
