package dev.consentledger.matching.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import jakarta.validation.constraints.Min;

/** What lists may cost. */
@ConfigMapping(prefix = "consentledger.intake")
public interface IntakeConfig {
  /** Rows of one list, accepted or not. */
  @WithDefault("10000000")
  @WithName("rows-max")
  @Min(1)
  long rowsMax();

  /** Bytes of one list's text after gzip is undone: 4 GiB. */
  @WithDefault("4294967296")
  @WithName("inflated-bytes-max")
  @Min(1)
  long inflatedBytesMax();

  /** Uploads received at once; more are 503. */
  @WithDefault("32")
  @WithName("uploads-max")
  @Min(1)
  int uploadsMax();

  /** Threads for hashing and pairing; 0 means one a processor. */
  @WithDefault("0")
  @WithName("cpu-threads")
  @Min(0)
  int cpuThreads();
}
