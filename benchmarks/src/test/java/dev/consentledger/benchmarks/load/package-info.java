@NullMarked
package dev.consentledger.benchmarks.load;

import org.jspecify.annotations.NullMarked;
