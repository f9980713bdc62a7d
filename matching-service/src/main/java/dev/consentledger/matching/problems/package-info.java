/**
 * Refusals as {@code application/problem+json} with our own stable types. Called by every HTTP edge
 * of this service; a problem repeats nothing of the request and names no class or driver.
 */
@NullMarked
package dev.consentledger.matching.problems;

import org.jspecify.annotations.NullMarked;
