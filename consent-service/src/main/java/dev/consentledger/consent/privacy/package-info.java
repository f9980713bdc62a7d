/**
 * Who stands behind a subject, and the keys that seal what the ledger says about them. Intake,
 * publication and audit call {@link dev.consentledger.consent.privacy.Subjects}; no key leaves this
 * package but inside a {@link dev.consentledger.kernel.event.Seal}.
 */
@NullMarked
package dev.consentledger.consent.privacy;

import org.jspecify.annotations.NullMarked;
