package dev.consentledger.gateway.limits;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One token bucket a caller, in this process. A forgotten caller starts with a full bucket; that is
 * no way round the limit, since only the issuer of tokens can make new callers.
 */
@Singleton
public final class CallerRates {

  private final LimitSettings settings;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets;

  @Inject
  CallerRates(LimitSettings settings) {
    this(settings, TimeMeter.SYSTEM_NANOTIME);
  }

  CallerRates(LimitSettings settings, TimeMeter time) {
    this.settings = settings;
    this.time = time;
    this.buckets =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Bucket> silentLongest) {
            return size() > settings.callersMax();
          }
        };
  }

  /** Counts one request; answers how long the caller has to wait, zero if it may go on. */
  public Duration count(String subject) {
    ConsumptionProbe probe = bucketOf(subject).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed()
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(1, probe.getNanosToWaitForRefill()));
  }

  private Bucket bucketOf(String subject) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(subject, _ -> newBucket());
    }
  }

  private Bucket newBucket() {
    return Bucket.builder()
        .withCustomTimePrecision(time)
        .addLimit(limit ->
            limit
                .capacity(settings.requestsBurst())
                .refillGreedy(settings.requestsPerSecond(), Duration.ofSeconds(1)))
        .build();
  }
}
