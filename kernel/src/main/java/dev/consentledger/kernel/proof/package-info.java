/**
 * Proofs that need no trust in the operator, on the JDK alone: RFC 9162 Merkle trees, C2SP signed
 * notes, checkpoints, tiles and proof files. Called by consent-service's proof and audit packages,
 * by matching-service for a result root, and by the auditor.
 */
@NullMarked
package dev.consentledger.kernel.proof;

import org.jspecify.annotations.NullMarked;
