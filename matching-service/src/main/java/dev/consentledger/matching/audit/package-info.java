/**
 * What consent-service's replays read of a run: its record, its list, and what it paired. Called
 * over HTTP by consent-service alone; the gateway has no route here. Only reads, and trusts nobody
 * to believe it: the caller checks the list's digest and the pairings' root against the ledger.
 */
@NullMarked
package dev.consentledger.matching.audit;

import org.jspecify.annotations.NullMarked;
