/** Tests of replays, evidence and tampering, against a real ledger and a real log. */
@NullMarked
package dev.consentledger.consent.audit;

import org.jspecify.annotations.NullMarked;
