/** The ledger in an embedded PostgreSQL, and what only this store promises. */
@NullMarked
package dev.consentledger.consent.ledger.postgres;

import org.jspecify.annotations.NullMarked;
