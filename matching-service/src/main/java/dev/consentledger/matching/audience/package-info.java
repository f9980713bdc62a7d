/**
 * What an advertiser builds from lists, and what ad delivery reads of it: only ever through the
 * current permissions.
 */
@NullMarked
package dev.consentledger.matching.audience;

import org.jspecify.annotations.NullMarked;
