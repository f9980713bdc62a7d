/**
 * The rules of consent as pure functions: state and command in, events or a refusal out. JDK and
 * kernel only. Intake and publication's expiry call it.
 */
@NullMarked
package dev.consentledger.consent.decision;

import org.jspecify.annotations.NullMarked;
