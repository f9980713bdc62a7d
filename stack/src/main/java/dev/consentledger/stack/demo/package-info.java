/**
 * The story that {@code ./run} tells: a made-up platform, a made-up advertiser, and what is paired.
 * It speaks to the gateway alone, over HTTP, as any platform, advertiser and ad delivery would, and
 * checks every answer against what it knows of the accounts it made up.
 */
@NullMarked
package dev.consentledger.stack.demo;

import org.jspecify.annotations.NullMarked;
