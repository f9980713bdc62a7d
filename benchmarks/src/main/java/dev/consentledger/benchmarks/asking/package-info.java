/** Comparison 4: which of these accounts are members, here and in PostgreSQL. */
@NullMarked
package dev.consentledger.benchmarks.asking;

import org.jspecify.annotations.NullMarked;
