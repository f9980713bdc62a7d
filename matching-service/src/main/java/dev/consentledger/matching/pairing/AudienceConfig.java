package dev.consentledger.matching.pairing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** What is told of an audience, and what is kept of it in memory. */
@ConfigMapping(prefix = "consentledger.audience")
public interface AudienceConfig {
  /** Below so many members an audience's size is withheld from its advertiser. */
  @WithDefault("100")
  @Min(2)
  long minimumSize();

  /** Bytes of audiences' bitmaps that are kept in memory; the one used longest ago goes first. */
  @WithDefault("268435456")
  @Min(0)
  long cacheBytesMax();
}
