package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.Position;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * A stored replay.
 *
 * @param number rises with each replay, for the list
 * @param position of the entry that records the call
 * @param size of the checkpoint whose entries it is about, once it is known
 * @param finding the finding's JSON, when it is done
 * @param proofs JSON from an entry's index to its tlog-proof, for {@code account}
 * @param evidenceGoneAt when its people and proofs were deleted: the finding has counts alone
 */
record Replay(
    UUID id,
    long number,
    Question question,
    AuditorId auditor,
    String reason,
    Position position,
    OptionalLong size,
    State state,
    Optional<Failure> failure,
    double progress,
    Optional<String> finding,
    Optional<String> proofs,
    Instant createdAt,
    Optional<Instant> finishedAt,
    Optional<Instant> evidenceGoneAt) {

  /** Why there is no finding; both are our own words. */
  record Failure(String reason, String detail) {}

  /** Where a replay is. */
  enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isTerminal() {
      return this == DONE || this == FAILED || this == CANCELLED;
    }

    static State ofCode(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }
}
