/**
 * Work that goes on by itself in the background, at one instance at a time. The packages whose
 * tables it works on hand in its steps.
 */
@NullMarked
package dev.consentledger.matching.upkeep;

import org.jspecify.annotations.NullMarked;
