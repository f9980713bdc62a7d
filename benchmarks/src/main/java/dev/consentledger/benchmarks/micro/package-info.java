/** Comparison 7: what one step costs, by JMH. */
@NullMarked
package dev.consentledger.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
