/**
 * Follows the ledger and tells the matching-services, through the permissions topic, what is
 * permitted and nothing else.
 */
@NullMarked
package dev.consentledger.consent.publication;

import org.jspecify.annotations.NullMarked;
