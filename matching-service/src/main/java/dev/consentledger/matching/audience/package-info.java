/**
 * What an advertiser builds from lists, and what ad delivery reads of it: only ever through the
 * current permissions, and behind the fence (ADR 2). Calls pairing for the recorded runs' grants.
 */
@NullMarked
package dev.consentledger.matching.audience;

import org.jspecify.annotations.NullMarked;
