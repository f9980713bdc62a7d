/** Proof against a real PostgreSQL and a real ledger, read as an outsider reads it. */
@NullMarked
package dev.consentledger.consent.proof;

import org.jspecify.annotations.NullMarked;
