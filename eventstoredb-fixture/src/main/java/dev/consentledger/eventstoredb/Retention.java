package dev.consentledger.eventstoredb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's metadata hides from its readers. Readers of {@code $all} see it all the same,
 * until a scavenge, which this stand-in does not do.
 *
 * @param maxAgeSeconds {@code $maxAge}
 * @param maxCount {@code $maxCount}
 * @param truncateBefore {@code $tb}: the first revision that is visible
 */
record Retention(long maxAgeSeconds, long maxCount, long truncateBefore) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Retention KEEPS_ALL = new Retention(Long.MAX_VALUE, Long.MAX_VALUE, 0);

  static Retention of(@Nullable ByteString metadata) {
    if (metadata == null) {
      return KEEPS_ALL;
    }
    try {
      JsonNode fields = JSON.readTree(metadata.toByteArray());
      return new Retention(
          fields.path("$maxAge").asLong(Long.MAX_VALUE),
          fields.path("$maxCount").asLong(Long.MAX_VALUE),
          fields.path("$tb").asLong(0));
    } catch (IOException _) {
      return KEEPS_ALL; // as a server does with metadata that it cannot read
    }
  }

  /** A soft delete hides everything; the stream may be begun again under the next revision. */
  boolean isSoftDeleted() {
    return truncateBefore == Long.MAX_VALUE;
  }

  List<Recorded> visible(List<Recorded> events, Instant now) {
    long first = Math.max(0, events.size() - maxCount);
    return events.stream()
        .skip(first)
        .filter(event -> event.revision() >= truncateBefore)
        .filter(event ->
            maxAgeSeconds == Long.MAX_VALUE
                || event.created().isAfter(now.minusSeconds(maxAgeSeconds)))
        .toList();
  }
}
