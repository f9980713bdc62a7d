/**
 * What only one instance of consent-service does at a time, by a PostgreSQL advisory lock:
 * publication, proof, and whatever else must not be done twice at once.
 *
 * <p>To add such a job: a {@link dev.consentledger.consent.leader.LeaderStatus} with its name, and
 * at the service's start {@code leaders.start(status, thread -> job)}, where the job is a {@link
 * dev.consentledger.consent.leader.RepeatedJob} of one step, or, where it follows the ledger, a
 * {@link dev.consentledger.consent.leader.LeaderJob} of {@link
 * dev.consentledger.consent.leader.FollowingTerm}s. It runs while this instance leads, ends with
 * the step under way when leadership is lost, and goes on elsewhere from what is stored.
 */
@NullMarked
package dev.consentledger.consent.leader;

import org.jspecify.annotations.NullMarked;
