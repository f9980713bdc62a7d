/** One leader among several instances: its terms, and who follows it. */
@NullMarked
package dev.consentledger.consent.leader;

import org.jspecify.annotations.NullMarked;
