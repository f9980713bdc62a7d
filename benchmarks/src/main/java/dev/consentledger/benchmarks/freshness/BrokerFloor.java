package dev.consentledger.benchmarks.freshness;

import dev.consentledger.benchmarks.Samples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What no service can be faster than here: one message through the same broker in a transaction of
 * its own, with nothing else to do, and one forced write to the same disk.
 */
final class BrokerFloor {
  private static final TopicPartition TOPIC = new TopicPartition("benchmark-floor", 0);
  private static final int ROUNDS = 200;
  private static final int WARM_UPS = 50;
  private static final int BLOCK_BYTES = 4_096;

  private BrokerFloor() {}

  /** From the send to the end of a poll that read it, committed; milliseconds. */
  static Samples ofTransactions(String bootstrapServers)
      throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(List.of(new NewTopic(TOPIC.topic(), 1, (short) 1))).all().get();
    }
    Map<String, Object> producing =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "transactional.id", "benchmark-floor",
            "acks", "all");
    Map<String, Object> consuming =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "isolation.level", "read_committed",
            "auto.offset.reset", "earliest");
    List<Double> millis = new ArrayList<>();
    try (var producer =
            new KafkaProducer<String, String>(
                producing, new StringSerializer(), new StringSerializer());
        var consumer =
            new KafkaConsumer<String, String>(
                consuming, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(TOPIC));
      producer.initTransactions();
      for (int round = 0; round < ROUNDS + WARM_UPS; round++) {
        long begun = System.nanoTime();
        producer.beginTransaction();
        // The commit fails where the record did not arrive.
        var _ = producer.send(new ProducerRecord<>(TOPIC.topic(), "key", "value"));
        producer.commitTransaction();
        while (consumer.poll(Duration.ofSeconds(10)).isEmpty()) {
          // An empty poll says nothing: its time was over, or it saw the transaction's marker.
        }
        if (round >= WARM_UPS) {
          millis.add((System.nanoTime() - begun) / 1e6);
        }
      }
    }
    return new Samples("Kafka alone: a transaction of one message, until it is read", "ms", millis);
  }

  /** Of one block, to a file that is as long already; milliseconds. */
  static Samples ofForcedWrites(Path file) throws IOException {
    List<Double> millis = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(BLOCK_BYTES), 0);
      for (int round = 0; round < ROUNDS; round++) {
        long begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(BLOCK_BYTES), 0);
        channel.force(false);
        millis.add((System.nanoTime() - begun) / 1e6);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return new Samples("the disk alone: a write of 4 KiB, forced", "ms", millis);
  }
}
