package dev.consentledger.benchmarks.pairing;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionCodec;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Says again and again that nothing changed since a position, as publication does. */
final class Watermarks implements AutoCloseable {
  private static final int EVERY_MILLIS = 500;

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final KafkaProducer<String, String> producer;

  private Watermarks(KafkaProducer<String, String> producer) {
    this.producer = producer;
  }

  static Watermarks start(String bootstrapServers, long position, int matchSecretVersion) {
    Watermarks watermarks =
        new Watermarks(
            new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new StringSerializer(),
                new StringSerializer()));
    var told =
        PermissionCodec.encode(
            new Watermark(new Position(position), MatchSecretVersions.only(matchSecretVersion)));
    var _ =
        watermarks.timer.scheduleAtFixedRate(
            () -> watermarks.tell(told), 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return watermarks;
  }

  private void tell(PermissionCodec.TopicRecord told) {
    var one = new ProducerRecord<>(TopicFill.TOPIC, 0, told.key(), told.value());
    one.headers()
        .add(
            PermissionCodec.POSITION_HEADER,
            told.position().toString().getBytes(StandardCharsets.US_ASCII));
    // One that is lost is followed by the next.
    var _ = producer.send(one);
  }

  @Override
  public void close() {
    timer.close();
    producer.close();
  }
}
