/**
 * Runs: the fence, the pairing at one position, and its record in the ledger. Calls intake for an
 * upload's blocks and projection for permissions; audience reads what it made, and only of runs in
 * state {@code ready}.
 *
 * <h2>What a run's record commits to</h2>
 *
 * An auditor computes both again from the stored blocks and the ledger.
 *
 * <p><b>List digest:</b> SHA-256 over each accepted row in order: its number (8 bytes, big-endian)
 * and its match keys of 16 bytes each, sorted unsigned and distinct.
 *
 * <p><b>Result root:</b> root of the Merkle tree (RFC 9162 section 2.1.1) whose leaves are the
 * pairings of 48 bytes each: row number (8 bytes, big-endian), match key (16), subject (its UUID's
 * 16 bytes), position of the grant (8, big-endian); sorted by these bytes, unsigned. A row whose
 * keys meet several grants gives several pairings, and two equal rows give a pairing each.
 */
@NullMarked
package dev.consentledger.matching.pairing;

import org.jspecify.annotations.NullMarked;
