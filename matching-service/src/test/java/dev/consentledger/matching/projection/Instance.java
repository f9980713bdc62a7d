package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.matching.secret.MatchSecretSource;
import dev.consentledger.telemetry.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.vertx.VertxContextSupport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;

/**
 * One process's projection over a shared database. A new one over the same database is what a
 * process is after a kill: nothing of the old one's memory is left.
 */
final class Instance {
  static final Duration STALE_AFTER = Duration.ofSeconds(5);
  private static final TopicPartition PARTITION = new TopicPartition("permissions.test", 0);

  final ManualClock clock;
  final Projection projection;
  final TopicFollower follower;

  Instance(ProjectionStore store, ManualClock clock) {
    this(store, clock, new MatchSecretSource(Path.of("none: every record tells its version")));
  }

  Instance(ProjectionStore store, ManualClock clock, MatchSecretSource secrets) {
    this.clock = clock;
    this.projection = new Projection(clock, STALE_AFTER);
    this.follower =
        new TopicFollower(
            projection,
            store,
            new ProjectionMetrics(new SimpleMeterRegistry(), projection),
            new ProjectionSpans(Traces.OFF),
            secrets);
  }

  /** The process's own projection. */
  Instance(Projection projection, TopicFollower follower, ManualClock clock) {
    this.clock = clock;
    this.projection = projection;
    this.follower = follower;
  }

  /** Answers the offset to read from. */
  long start(String topicId, long begin, long end) {
    try {
      if (!follower.beginStart(STALE_AFTER)) {
        throw new IllegalStateException("a batch is still in hand");
      }
      try {
        Optional<Cursor> seen = VertxContextSupport.subscribeAndAwait(follower::storedCursor);
        return VertxContextSupport.subscribeAndAwait(
            () -> follower.start(seen, new TopicAtStart(topicId, begin, end)));
      } finally {
        follower.endStart();
      }
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  void deliver(List<ConsumerRecord<String, String>> records) {
    try {
      VertxContextSupport.subscribeAndAwait(
          () -> follower.follow(new ConsumerRecords<>(Map.of(PARTITION, records), Map.of())));
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts at a topic that holds exactly these records, and reads it to its end. */
  Instance readAll(String topicId, List<ConsumerRecord<String, String>> topic) {
    long end = topic.isEmpty() ? 0 : topic.getLast().offset() + 1;
    long from = start(topicId, 0, end);
    deliver(topic.stream().filter(one -> one.offset() >= from).toList());
    return this;
  }

  static List<ConsumerRecord<String, String>> records(
      long firstOffset, Instant at, PermissionMessage... messages) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    for (PermissionMessage message : messages) {
      records.add(consumed(firstOffset + records.size(), at, message));
    }
    return records;
  }

  static ConsumerRecord<String, String> consumed(
      long offset, Instant at, PermissionMessage message) {
    ProducerRecord<String, String> produced =
        TopicWriter.topicRecord(PARTITION.topic(), at, message);
    return new ConsumerRecord<>(
        PARTITION.topic(),
        0,
        offset,
        at.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        produced.key(),
        produced.value(),
        produced.headers(),
        Optional.empty());
  }

  /** The same records from offset 0 on. */
  static List<ConsumerRecord<String, String>> renumbered(
      List<ConsumerRecord<String, String>> topic) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    for (ConsumerRecord<String, String> one : topic) {
      records.add(
          new ConsumerRecord<>(
              one.topic(),
              0,
              records.size(),
              one.timestamp(),
              one.timestampType(),
              0,
              0,
              one.key(),
              one.value(),
              one.headers(),
              Optional.empty()));
    }
    return records;
  }

  /** Accounts that the key permits now, as a list would be paired. */
  Set<String> paired(MatchKey key) {
    return paired(1, key);
  }

  /** The same under another version of the match secret. */
  Set<String> paired(int matchSecretVersion, MatchKey key) {
    Set<String> accounts = new TreeSet<>();
    try (var frozen = projection.freeze(matchSecretVersion)) {
      frozen.probe(
          key.high(),
          key.low(),
          (grant, high, low, at) ->
              accounts.add(
                  projection.account(projection.accountOrdinalOf(grant)).value() + "@" + at));
    }
    return accounts;
  }

  Set<Integer> activeGrants(AccountId account) {
    Set<Integer> grants = new TreeSet<>();
    projection.forEachActiveGrant(account, grants::add);
    return grants;
  }
}
