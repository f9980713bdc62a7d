/** The suite that every store of the ledger passes, and the proof that it can fail. */
@NullMarked
package dev.consentledger.consent.ledger;

import org.jspecify.annotations.NullMarked;
