package dev.consentledger.consent.audit;

import io.smallrye.mutiny.Uni;
import java.time.Duration;

/** Waits for reactive parts on a replay's own thread, and on no other. */
final class OwnThread {
  private final Duration limit;

  OwnThread(Duration limit) {
    this.limit = limit;
  }

  /** The item; fails as the Uni does, or with a TimeoutException after the limit. */
  <T> T get(Uni<T> uni) {
    return uni.await().atMost(limit);
  }
}
