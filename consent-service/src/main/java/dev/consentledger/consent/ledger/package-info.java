/**
 * The ledger behind one port. Intake, publication, proof and audit call {@link
 * dev.consentledger.consent.ledger.EventLedger}; entries leave it byte for byte as they were
 * appended. An adapter decides nothing: it stores, orders and tells. {@code LedgerChoice} makes the
 * one ledger of the process from the adapter that the settings name.
 */
@NullMarked
package dev.consentledger.consent.ledger;

import org.jspecify.annotations.NullMarked;
