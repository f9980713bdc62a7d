package dev.consentledger.consent.ledger.postgres;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** The limits of the ledger in PostgreSQL. */
@ConfigMapping(prefix = "consentledger.ledger")
public interface LedgerSettings {
  /** Entries that one transaction takes; a single append is never split. */
  @WithDefault("1000")
  @Min(1)
  @Max(10_000)
  int batchEntriesMax();

  /** Bytes of entries that one transaction takes; a single append is never split. */
  @WithDefault("8388608")
  @Min(1)
  @Max(268_435_456)
  int batchBytesMax();

  /** Appends that may wait for the next transaction; one more is refused. */
  @WithDefault("8192")
  @Min(1)
  int queueAppendsMax();

  /** Bytes of entries that may wait for the next transaction. */
  @WithDefault("134217728")
  @Min(1)
  long queueBytesMax();

  /** Entries that one read takes from the store; at 65,535 bytes each they fit in memory. */
  @WithDefault("256")
  @Min(1)
  @Max(10_000)
  int pageEntries();

  /**
   * The longest time between two messages to a follower that asks for them. The store is read for
   * each, so this is also the poll that makes up for a lost wake-up.
   */
  @WithDefault("500ms")
  @DurationMin(millis = 1)
  Duration heartbeat();

  /** After this time an append's outcome counts as unknown. The store gives up after it, too. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration appendTimeout();

  /** After this time a read has failed. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration readTimeout();

  /** The pause before the connection that listens for appends is made again. */
  @WithDefault("200ms")
  @DurationMin(millis = 1)
  Duration listenRetry();
}
