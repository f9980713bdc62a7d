/** How long the services take to start, and what they take at rest. */
@NullMarked
package dev.consentledger.benchmarks.starting;

import org.jspecify.annotations.NullMarked;
