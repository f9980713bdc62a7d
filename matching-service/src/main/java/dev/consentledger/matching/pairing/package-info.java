/** Runs: the fence, the pairing at one position, and its record in the ledger. */
@NullMarked
package dev.consentledger.matching.pairing;

import org.jspecify.annotations.NullMarked;
