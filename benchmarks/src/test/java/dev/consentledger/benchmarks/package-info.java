/** Guards: the harness itself, and short runs that fail when a path becomes ten times slower. */
package dev.consentledger.benchmarks;
