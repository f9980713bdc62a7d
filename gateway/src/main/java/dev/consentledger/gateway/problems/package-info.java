/** What the gateway says when it refuses: {@code application/problem+json}, counted by reason. */
@NullMarked
package dev.consentledger.gateway.problems;

import org.jspecify.annotations.NullMarked;
