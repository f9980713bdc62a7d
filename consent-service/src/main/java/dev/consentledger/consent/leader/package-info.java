/**
 * One leader among several instances of consent-service, by a PostgreSQL advisory lock. Publication
 * calls it; a leader of anything else takes another name.
 */
@NullMarked
package dev.consentledger.consent.leader;

import org.jspecify.annotations.NullMarked;
