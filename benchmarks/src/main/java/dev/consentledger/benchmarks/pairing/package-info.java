/** Comparison 1: a list against permitted contact points, here, in DuckDB and in PostgreSQL. */
@NullMarked
package dev.consentledger.benchmarks.pairing;

import org.jspecify.annotations.NullMarked;
