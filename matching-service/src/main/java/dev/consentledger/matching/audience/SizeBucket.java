package dev.consentledger.matching.audience;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A size as an advertiser sees it, in steps of 1, 2 and 5 a decade, so that one account more or
 * less can't be seen: at least {@code atLeast} and below {@code below}.
 */
@RegisterForReflection // a Response hides it from the scan of answers
record SizeBucket(@Schema(examples = "1000") long atLeast, @Schema(examples = "2000") long below) {
  static SizeBucket of(long size) {
    if (size < 1) {
      throw new IllegalArgumentException("nothing has no bucket");
    }
    long decade = 1;
    while (size / decade >= 10) {
      decade *= 10;
    }
    long lead = size / decade;
    if (lead >= 5) {
      return new SizeBucket(5 * decade, 10 * decade);
    }
    return lead >= 2 ? new SizeBucket(2 * decade, 5 * decade) : new SizeBucket(decade, 2 * decade);
  }
}
