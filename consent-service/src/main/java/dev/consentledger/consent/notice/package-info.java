/**
 * The texts that people saw, and whether grants may name them. Intake, audit and publication call
 * it; it reads the ledger's notices and keeps their texts.
 */
@NullMarked
package dev.consentledger.consent.notice;

import org.jspecify.annotations.NullMarked;
