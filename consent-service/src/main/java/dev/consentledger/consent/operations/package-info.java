/**
 * What an operator asks of a running instance, for the group {@code operator} alone and never
 * through the gateway. {@code bin/rotate} calls it. No key leaves the service here: only versions,
 * counts and public keys do.
 */
@NullMarked
package dev.consentledger.consent.operations;

import org.jspecify.annotations.NullMarked;
