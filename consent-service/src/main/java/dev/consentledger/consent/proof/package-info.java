/**
 * The ledger as a verifiable log: follows the ledger in order, keeps an RFC 9162 tree in tiles,
 * signs its head and serves both as C2SP tlog-tiles. Auditors call it through HTTP; audit calls
 * {@link dev.consentledger.consent.proof.LogView}, {@link
 * dev.consentledger.consent.proof.LeafIndex} and {@link dev.consentledger.consent.proof.Proofs}.
 */
@NullMarked
package dev.consentledger.consent.proof;

import org.jspecify.annotations.NullMarked;
