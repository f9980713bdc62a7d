/** Publication against real PostgreSQL and real Kafka. */
@NullMarked
package dev.consentledger.consent.publication;

import org.jspecify.annotations.NullMarked;
