/** How soon a withdrawal counts, what the fence costs, and how fast a projection catches up. */
@NullMarked
package dev.consentledger.benchmarks.freshness;

import org.jspecify.annotations.NullMarked;
