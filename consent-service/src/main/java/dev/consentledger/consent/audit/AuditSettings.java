package dev.consentledger.consent.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** How replays go on, and what they may take. */
@ConfigMapping(prefix = "consentledger.audit")
public interface AuditSettings {
  /** Replays that run at the same time on this instance; further ones wait. */
  @WithDefault("1")
  int parallelReplays();

  /** Bundles that are written at the same time on this instance; further ones wait. */
  @WithDefault("1")
  int parallelBundles();

  /** Entries that all replays of this instance together read in a second. */
  @WithDefault("50000")
  int entriesPerSecondMax();

  /** Entries read at once. */
  @WithDefault("1000")
  int pageEntries();

  /** How long one page, one lookup or one answer of the log may take. */
  @WithDefault("30s")
  Duration readLimit();

  /** Distinct match keys in a list that a {@code run} replay takes; about 60 bytes each. */
  @WithDefault("4000000")
  int listKeysMax();

  /** Subjects whose history an {@code impact} replay keeps. */
  @WithDefault("20000")
  int subjectsCachedMax();

  /** Lookups of subjects and streams that are under way at the same time. */
  @WithDefault("8")
  int lookupsMax();

  /** How long a claim to a running replay lasts unless it is renewed. */
  @WithDefault("10s")
  Duration claim();

  /** How often claims are renewed, progress is stored, and waiting replays are looked for. */
  @WithDefault("500ms")
  Duration poll();

  Bundle bundle();

  Matching matching();

  /** The evidence bundle. */
  interface Bundle {
    /** A ledger of at most so many entries goes into the bundle whole. */
    @WithDefault("1000000")
    long entriesMax();
  }

  /** Where runs' lists and pairings come from. */
  interface Matching {
    /** The matching-service's address; without it {@code run} and {@code impact} fail. */
    Optional<URI> url();

    @WithDefault("2s")
    Duration connectTimeout();

    /** For the whole of one list or one run's pairings. */
    @WithDefault("10m")
    Duration readTimeout();
  }
}
