/**
 * Every error that leaves the service, as {@code application/problem+json} with a stable type.
 * Intake throws {@link dev.consentledger.consent.problems.ProblemException}; whatever else goes
 * wrong is turned into a problem here, without its message, since that may hold personal data.
 */
@NullMarked
package dev.consentledger.consent.problems;

import org.jspecify.annotations.NullMarked;
