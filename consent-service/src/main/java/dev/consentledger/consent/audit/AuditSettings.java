package dev.consentledger.consent.audit;

import dev.consentledger.telemetry.NotAbove;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMin;

/** How replays go on, and what they may take. */
@ConfigMapping(prefix = "consentledger.audit")
@NotAbove(setting = "poll", limit = "claim")
public interface AuditSettings {
  /** Replays that run at the same time on this instance; further ones wait. */
  @WithDefault("1")
  @Min(1)
  int parallelReplays();

  /** Bundles that are written at the same time on this instance; further ones wait. */
  @WithDefault("1")
  @Min(1)
  int parallelBundles();

  /** Entries that all replays of this instance together read in a second. */
  @WithDefault("50000")
  @Min(1)
  int entriesPerSecondMax();

  /** Entries read at once. */
  @WithDefault("1000")
  @Min(1)
  int pageEntries();

  /** How long one page, one lookup or one answer of the log may take. */
  @WithDefault("30s")
  @DurationMin(millis = 1)
  Duration readLimit();

  /** Distinct match keys in a list that a {@code run} replay takes; about 60 bytes each. */
  @WithDefault("4000000")
  @Min(1)
  int listKeysMax();

  /** Subjects whose history an {@code impact} replay keeps. */
  @WithDefault("20000")
  @Min(1)
  int subjectsCachedMax();

  /** Lookups of subjects and streams that are under way at the same time. */
  @WithDefault("8")
  @Min(1)
  int lookupsMax();

  /** How long a claim to a running replay lasts unless it is renewed. */
  @WithDefault("10s")
  @DurationMin(millis = 1)
  Duration claim();

  /** How often claims are renewed, progress is stored, and waiting replays are looked for. */
  @WithDefault("500ms")
  @DurationMin(millis = 1)
  Duration poll();

  Bundle bundle();

  Matching matching();

  /** The evidence bundle. */
  interface Bundle {
    /** A ledger of at most so many entries goes into the bundle whole. */
    @WithDefault("1000000")
    @Min(0)
    long entriesMax();
  }

  /** Where runs' lists and pairings come from. */
  interface Matching {
    /** The matching-service's address; without it {@code run} and {@code impact} fail. */
    Optional<URI> url();

    /** How long its connection may take. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    Duration connectTimeout();

    /** For one short answer, such as how far it is. */
    @WithDefault("2s")
    @DurationMin(millis = 1)
    Duration answerTimeout();

    /** For the whole of one list or one run's pairings. */
    @WithDefault("10m")
    @DurationMin(millis = 1)
    Duration readTimeout();
  }
}
