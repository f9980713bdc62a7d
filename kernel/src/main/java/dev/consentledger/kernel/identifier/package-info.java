/**
 * From an address or a number to its normalised forms, digests and match keys. Called by
 * consent-service on registration and by matching-service for each row of a list.
 */
@NullMarked
package dev.consentledger.kernel.identifier;

import org.jspecify.annotations.NullMarked;
