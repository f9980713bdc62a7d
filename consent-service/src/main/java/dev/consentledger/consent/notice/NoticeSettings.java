package dev.consentledger.consent.notice;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** What grants may name, and the limits of notices. */
@ConfigMapping(prefix = "consentledger.notices")
public interface NoticeSettings {
  /** The largest {@link #textBytesMax}: a request's body must hold the text, escaped. */
  int TEXT_BYTES_CEILING = 262_144;

  /**
   * What becomes of a grant that names a notice which is not registered, or another text than is:
   * {@code refuse} refuses it; {@code warn} takes it, counts it, and logs each such notice once. An
   * invalidated notice is refused always.
   */
  @WithDefault("refuse")
  Unregistered unregistered();

  /** What {@link #unregistered} may be. */
  enum Unregistered {
    REFUSE,
    WARN
  }

  /** The largest text, in bytes of UTF-8. */
  @WithDefault("65536")
  @Min(1)
  @Max(262_144)
  int textBytesMax();

  /**
   * How long what is known of a notice is used without another look at the ledger. Another instance
   * may take a grant under a notice for this long after it was invalidated; it never counts.
   */
  @WithDefault("1s")
  @DurationMin(millis = 0)
  Duration rememberedFor();

  /** Notices that are remembered; the one used longest ago goes first. */
  @WithDefault("1000")
  @Min(1)
  int rememberedMax();

  /** After this time the store of texts has failed. */
  @WithDefault("5s")
  @DurationMin(millis = 1)
  Duration storeTimeout();
}
