/**
 * Starts the whole of Consent Ledger on one machine: embedded PostgreSQL and Kafka, and the three
 * services as processes of their own. Called by {@code ./run} and by the system tests, which both
 * use {@link dev.consentledger.stack.Stack}. What leaves it: addresses, tokens, and files in the
 * stack's folder.
 */
@NullMarked
package dev.consentledger.stack;

import org.jspecify.annotations.NullMarked;
