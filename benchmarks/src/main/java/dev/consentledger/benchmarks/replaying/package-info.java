/** Replays of the ledger and the auditor's check, against the bare speed of SHA-256. */
@NullMarked
package dev.consentledger.benchmarks.replaying;

import org.jspecify.annotations.NullMarked;
