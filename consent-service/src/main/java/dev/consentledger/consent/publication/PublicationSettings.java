package dev.consentledger.consent.publication;

import dev.consentledger.telemetry.NotAbove;
import dev.consentledger.telemetry.TrueOrFalse;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits of publication. */
@ConfigMapping(prefix = "consentledger.publication")
@NotAbove(setting = "retryPauseMin", limit = "retryPauseMax")
@NotAbove(setting = "batchEntriesMax", limit = "readAheadEntriesMax")
interface PublicationSettings {
  /** Off where another process publishes for this ledger. */
  @WithDefault("true")
  @WithConverter(TrueOrFalse.class)
  boolean enabled();

  /** How soon a watermark follows when nothing happens. Readers refuse when they hear nothing. */
  @WithDefault("500ms")
  @DurationMin(millis = 1)
  Duration watermarkInterval();

  /** At most so many entries in one transaction of the topic. */
  @WithDefault("500")
  @Min(1)
  int batchEntriesMax();

  /**
   * So long Kafka has peace between two transactions. It acknowledges one before its marker is
   * written, and lets one that begins before that wait for 20 ms. Entries that come meanwhile share
   * the next transaction.
   */
  @WithDefault("10ms")
  @DurationMin(millis = 0)
  Duration transactionPause();

  /** At most so many entries read ahead from the ledger. */
  @WithDefault("2000")
  @Min(1)
  int readAheadEntriesMax();

  /** So many subjects are looked up at once. */
  @WithDefault("8")
  @Min(1)
  int lookupsMax();

  /** So many subjects' states are kept in memory. */
  @WithDefault("50000")
  @Min(1)
  int subjectsCachedMax();

  /** So many notices are kept in memory. */
  @WithDefault("10000")
  @Min(1)
  int noticesCachedMax();

  /** The cursor is saved at most so often. */
  @WithDefault("200ms")
  @DurationMin(millis = 1)
  Duration cursorSaveInterval();

  /** The cursor is saved earlier when so many entries are published and not saved. */
  @WithDefault("5000")
  @Min(1)
  int cursorSaveEntries();

  /** The first pause after trouble; it doubles with each further one. */
  @WithDefault("100ms")
  @DurationMin(millis = 1)
  Duration retryPauseMin();

  /** The longest such pause. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration retryPauseMax();

  /** Kafka and PostgreSQL answer within this, or the attempt counts as failed. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration answerLimit();

  /**
   * The follower is stuck when the ledger's head is ahead of it and it says nothing for so long.
   */
  @WithDefault("30s")
  @DurationMin(millis = 1)
  Duration stuckLimit();

  /** While a match secret is rotated, at most so many subjects are published again in one step. */
  @WithDefault("200")
  @Min(1)
  int republishSubjectsMax();

  /** How often the leader looks whether an operator has begun to rotate the match secret. */
  @WithDefault("1s")
  @DurationMin(millis = 1)
  Duration rotationPoll();

  /** The longest sleep before grants are looked through for those whose time is over. */
  @WithDefault("30s")
  @DurationMin(millis = 1)
  Duration expirySleepMax();

  /** How long expiry waits before it repeats a command that did not end its grant. */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  Duration expiryRepeatInterval();
}
