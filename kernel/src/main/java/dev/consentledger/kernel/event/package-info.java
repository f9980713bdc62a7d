/**
 * What the ledger holds: event types, their identifiers, and the bytes of an entry. JDK only. The
 * consent-service writes entries with it; the matching-service and auditors read its identifiers.
 */
@NullMarked
package dev.consentledger.kernel.event;

import org.jspecify.annotations.NullMarked;
