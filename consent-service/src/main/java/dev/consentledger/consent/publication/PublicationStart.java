package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;

/**
 * What a term begins with.
 *
 * @param head the ledger's, read once former terms could write no more
 */
record PublicationStart(PublicationCursor.Begun cursor, SecretPlan plan, Position head) {}
