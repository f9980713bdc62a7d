/**
 * The consent part of the HTTP API, and the handlers that carry its commands to the ledger: shape
 * is checked here, meaning in decision. The account platform and the matching-service call it
 * through HTTP; publication's expiry calls {@link
 * dev.consentledger.consent.intake.SubjectCommands}.
 */
@NullMarked
package dev.consentledger.consent.intake;

import org.jspecify.annotations.NullMarked;
