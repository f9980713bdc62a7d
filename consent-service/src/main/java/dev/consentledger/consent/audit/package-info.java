/**
 * Replays, and the evidence bundles in which their findings travel. An auditor calls it through
 * HTTP; each call is recorded in the ledger before it is answered. It reads the ledger and the log
 * and writes nothing but its own record.
 *
 * <h2>A replay's thread</h2>
 *
 * A replay is a plain computation that blocks its own thread and no other: it reads a page, folds
 * it, and reads the next, no faster than {@code consentledger.audit.entries-per-second-max} for all
 * replays together. {@link dev.consentledger.consent.audit.OwnThread} is the one bridge to the
 * reactive parts.
 *
 * <h2>What a replay keeps in memory</h2>
 *
 * <ul>
 *   <li>{@code ledger}: 40 to 80 bytes a stream, one tile a level, one page.
 *   <li>{@code account}: the account's own entries.
 *   <li>{@code run}: about 60 bytes a distinct match key of the list, at most {@code
 *       consentledger.audit.list-keys-max} of them, and about 300 bytes for each contact point that
 *       has one of these keys.
 *   <li>{@code impact}: about 500 bytes a run, 40 to 160 bytes an affected subject, and the
 *       histories of {@code consentledger.audit.subjects-cached-max} subjects.
 * </ul>
 */
@NullMarked
package dev.consentledger.consent.audit;

import org.jspecify.annotations.NullMarked;
