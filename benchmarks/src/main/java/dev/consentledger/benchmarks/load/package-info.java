/**
 * Load for the comparisons that go through the front door: plain clients, made-up accounts. Knows
 * nothing of what is compared.
 */
@NullMarked
package dev.consentledger.benchmarks.load;

import org.jspecify.annotations.NullMarked;
