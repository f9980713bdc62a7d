/**
 * The ledger in PostgreSQL, over the reactive client: the embedded default. Nobody calls it but
 * through {@link dev.consentledger.consent.ledger.EventLedger}.
 *
 * <p>Appends wait in {@code GroupCommit}, one transaction at a time takes a batch of them, {@code
 * BatchDecision} decides each in order, and {@code Following} wakes on commit. The tables and their
 * triggers are in {@code db/migration/V1__ledger.sql}.
 */
@NullMarked
package dev.consentledger.consent.ledger.postgres;

import org.jspecify.annotations.NullMarked;
