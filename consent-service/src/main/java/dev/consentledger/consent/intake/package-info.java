/** The consent part of the HTTP API: shape is checked here, meaning in decision. */
@NullMarked
package dev.consentledger.consent.intake;

import org.jspecify.annotations.NullMarked;
