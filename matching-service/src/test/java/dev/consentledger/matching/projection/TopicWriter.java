package dev.consentledger.matching.projection;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionCodec;
import dev.consentledger.kernel.permission.PermissionCodec.TopicRecord;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writes the permissions topic as consent-service does, and some records that it never would. */
final class TopicWriter implements AutoCloseable {
  private final KafkaProducer<String, String> producer;
  private final String topic;

  TopicWriter(String bootstrapServers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "linger.ms", "5"),
            new StringSerializer(),
            new StringSerializer());
  }

  static SubjectId subject(int number) {
    return new SubjectId(new UUID(0x5_0000L + number, number));
  }

  static AccountId account(int number) {
    return new AccountId("account-" + number);
  }

  static MatchKey key(long number) {
    return new MatchKey(0, number);
  }

  /** The contact point is named after its grant. */
  static PermittedContactPoint permitted(long grantedAt, long... keys) {
    return new PermittedContactPoint(
        new ContactPointId("cp-" + grantedAt),
        ContactPointKind.EMAIL,
        MatchKeys.of(1, Arrays.stream(keys).mapToObj(TopicWriter::key).toList()),
        new Position(grantedAt),
        Optional.empty());
  }

  static PermissionState state(int number, long position, PermittedContactPoint... points) {
    return new PermissionState(
        subject(number), account(number), new Position(position), List.of(points));
  }

  /** The same under a version of the notice {@code ads}. */
  static PermittedContactPoint under(String version, PermittedContactPoint point) {
    return new PermittedContactPoint(
        point.id(), point.kind(), point.matchKeys(), point.grantedAt(), Optional.of(ads(version)));
  }

  static NoticeInvalid invalid(String version, long position) {
    return new NoticeInvalid(ads(version), new Position(position));
  }

  static NoticeVersion ads(String version) {
    return new NoticeVersion("ads", version);
  }

  static Erased erased(int number, long position) {
    return new Erased(subject(number), new Position(position));
  }

  static Watermark watermark(long position) {
    return watermark(position, MatchSecretVersions.only(1));
  }

  static Watermark watermark(long position, MatchSecretVersions versions) {
    return new Watermark(new Position(position), versions);
  }

  void write(Instant at, PermissionMessage... messages) {
    await(Arrays.stream(messages).map(message -> producer.send(topicRecord(at, message))).toList());
  }

  /** A record whose value is no permission state. */
  void writeUnreadable(Instant at, int number, long position) {
    ProducerRecord<String, String> damaged = topicRecord(at, state(number, position));
    var bad = new ProducerRecord<>(topic, 0, at.toEpochMilli(), damaged.key(), "{\"account\":");
    damaged.headers().forEach(bad.headers()::add);
    await(List.of(producer.send(bad)));
  }

  private static void await(List<Future<RecordMetadata>> sent) {
    for (Future<RecordMetadata> one : sent) {
      try {
        one.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  ProducerRecord<String, String> topicRecord(Instant at, PermissionMessage message) {
    return topicRecord(topic, at, message);
  }

  static ProducerRecord<String, String> topicRecord(
      String topic, Instant at, PermissionMessage message) {
    TopicRecord encoded = PermissionCodec.encode(message);
    ProducerRecord<String, String> produced =
        new ProducerRecord<>(topic, 0, at.toEpochMilli(), encoded.key(), encoded.value());
    produced
        .headers()
        .add(
            PermissionCodec.POSITION_HEADER,
            encoded.position().toString().getBytes(StandardCharsets.US_ASCII));
    return produced;
  }

  @Override
  public void close() {
    producer.close();
  }
}
