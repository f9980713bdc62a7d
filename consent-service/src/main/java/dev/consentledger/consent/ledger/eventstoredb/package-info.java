/**
 * The ledger in EventStoreDB 20.6 and later (KurrentDB), over Kurrent's gRPC client. Nobody calls
 * it but through {@link dev.consentledger.consent.ledger.EventLedger}.
 *
 * <p>A position is an event's commit position in {@code $all}. {@code Calls} carries every request
 * to the leader and repeats it while a limit lasts, {@code Head} finds the last entry, {@code
 * Following} pairs a subscription with the head, and {@code StreamGuard} refuses streams that could
 * be truncated. docs/adr/0004 has the reasons.
 */
@NullMarked
package dev.consentledger.consent.ledger.eventstoredb;

import org.jspecify.annotations.NullMarked;
