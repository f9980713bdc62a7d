package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** How far the topic's readers have been told: the ledger must not end before that. */
final class TopicEnd {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Each batch of records ends with a marker, so the last records are among the last offsets. */
  private static final long FIRST_LOOK_OFFSETS = 200;

  private final KafkaSettings kafka;
  private final TopicPartition partition;

  TopicEnd(KafkaSettings kafka) {
    this.kafka = kafka;
    this.partition = new TopicPartition(kafka.topic(), 0);
  }

  /**
   * The highest position among the last records that were committed; the start where there is none.
   *
   * @param end the offset after the last one, of committed records or not
   */
  Position told(long end) {
    var bytes = new ByteArrayDeserializer();
    try (var consumer = new KafkaConsumer<>(kafka.consumer(), bytes, bytes)) {
      consumer.assign(List.of(partition));
      long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
      for (long look = FIRST_LOOK_OFFSETS; ; look *= 10) {
        long from = Math.max(begin, end - look);
        consumer.seek(partition, from);
        Optional<Position> told = readTo(end, consumer);
        if (told.isPresent() || from == begin) {
          return told.orElse(Position.START);
        }
      }
    }
  }

  private Optional<Position> readTo(long end, Consumer<byte[], byte[]> consumer) {
    long deadline = System.nanoTime() + kafka.answerLimit().toNanos();
    Optional<Position> highest = Optional.empty();
    while (consumer.position(partition) < end) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the topic's end was not read in time");
      }
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
        Position position = position(each);
        if (highest.isEmpty() || position.isAfter(highest.get())) {
          highest = Optional.of(position);
        }
      }
    }
    return highest;
  }

  private Position position(ConsumerRecord<byte[], byte[]> told) {
    Header header = told.headers().lastHeader(PermissionCodec.POSITION_HEADER);
    try {
      if (header != null) {
        return new Position(Long.parseLong(new String(header.value(), StandardCharsets.US_ASCII)));
      }
    } catch (IllegalArgumentException _) {
      // As without one.
    }
    throw new TopicRefused(
        kafka.topic(), "the record at offset " + told.offset() + " is not one of permissions");
  }
}
