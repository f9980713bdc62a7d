package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.LeaderStatus;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How publication is doing, for metrics and health. Written by its one thread, read by any. */
final class PublicationStatus extends LeaderStatus {
  private volatile Position head = Position.START;
  private volatile Position acknowledged = Position.START;
  private volatile @Nullable Instant behindSince;
  private final LongAdder states = new LongAdder();
  private final LongAdder erasures = new LongAdder();
  private final LongAdder invalidNotices = new LongAdder();
  private final LongAdder watermarks = new LongAdder();

  PublicationStatus(Clock clock) {
    super(PublicationService.LEADER_NAME, clock);
  }

  @Override
  public void standsBy() {
    super.standsBy();
    behindSince = null;
  }

  @Override
  protected String work() {
    return "publishing";
  }

  void publishesFrom(Position position) {
    acknowledged = position;
  }

  /** Something is to be published that the store took at {@code storedAt}. */
  void behind(Position known, Instant storedAt) {
    if (known.isAfter(head)) {
      head = known;
    }
    if (behindSince == null && head.isAfter(acknowledged)) {
      behindSince = storedAt;
    }
  }

  /** Kafka has committed these. */
  void published(List<PermissionMessage> messages) {
    for (PermissionMessage message : messages) {
      switch (message) {
        case PermissionState _ -> states.increment();
        case Erased _ -> erasures.increment();
        case NoticeInvalid _ -> invalidNotices.increment();
        case Watermark _ -> watermarks.increment();
      }
    }
  }

  long messages() {
    return states() + erasures() + invalidNotices() + watermarks();
  }

  long states() {
    return states.sum();
  }

  long erasures() {
    return erasures.sum();
  }

  long invalidNotices() {
    return invalidNotices.sum();
  }

  long watermarks() {
    return watermarks.sum();
  }

  /** Kafka has acknowledged everything up to here. */
  void acknowledged(Position position, @Nullable Instant nextStoredAt) {
    acknowledged = position;
    if (position.isAfter(head)) {
      head = position;
    }
    behindSince = head.isAfter(position) ? nextStoredAt : null;
    isWell();
    alive();
  }

  Position position() {
    return acknowledged;
  }

  long lagPositions() {
    return leads() ? Math.max(0, head.value() - acknowledged.value()) : 0;
  }

  double lagSeconds() {
    Instant since = behindSince;
    return leads() && since != null
        ? Math.max(0, Duration.between(since, clock().instant()).toMillis()) / 1_000.0
        : 0;
  }
}
