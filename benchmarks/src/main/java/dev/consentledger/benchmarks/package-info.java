/**
 * Ours and what a user would pick instead, in turn on the same data. {@code benchmarks/run} calls
 * it; what leaves it is in {@code benchmarks/results} and {@code docs/performance.md}.
 */
@NullMarked
package dev.consentledger.benchmarks;

import org.jspecify.annotations.NullMarked;
