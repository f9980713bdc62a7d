/**
 * What a person may ask about themselves: the access report (GDPR Art. 15) and the receipts of what
 * they granted and ended. Called by the account platform through HTTP; it reads the ledger, and
 * asks the matching-service for one thing: in which runs a grant was relied on.
 *
 * <p>Entries are decoded with a closed seal. No value, digest or match key can leave this package,
 * since none ever gets into it.
 */
@NullMarked
package dev.consentledger.consent.rights;

import org.jspecify.annotations.NullMarked;
