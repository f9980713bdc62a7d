package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionCodec;
import dev.consentledger.kernel.permission.PermissionCodec.TopicRecord;
import dev.consentledger.kernel.permission.PermissionMessage;
import dev.consentledger.telemetry.Traces;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaProducer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Writes to the topic for one term, through SmallRye Reactive Messaging's Kafka producer. A batch
 * is one transaction: readers of committed records see all of it or nothing, so a record that fails
 * can't be overtaken by the ones after it. A former leader's producer is fenced by the new one's.
 *
 * <p>An emitter would keep one producer for the life of the process, which could never write again
 * once fenced; so each term makes its own.
 */
final class TopicWriter {
  private static final String CHANNEL = "permissions";
  private static final int CLOSE_MILLIS_MAX = 1_000;

  private final String topic;
  private final Traces traces;
  private final ReactiveKafkaProducer<String, String> producer;

  TopicWriter(KafkaSettings kafka, Traces traces) {
    this.traces = traces;
    this.topic = kafka.topic();
    this.producer =
        new ReactiveKafkaProducer<>(
            kafka.producer(), CHANNEL, CLOSE_MILLIS_MAX, true, null, null, null, (_, _) -> {});
  }

  /**
   * Completes when Kafka has committed all of the messages, in this order.
   *
   * @param traceContexts of the messages that sampled entries caused, by position
   */
  Uni<Void> write(List<PermissionMessage> messages, Map<Position, String> traceContexts) {
    var spans = new PublicationSpans(traces, traceContexts);
    List<ProducerRecord<String, String>> batch =
        messages.stream().map(message -> topicRecord(message, spans)).toList();
    Consumer<Producer<String, String>> commit = sender -> commit(sender, batch);
    return producer
        .runOnSendingThread(commit)
        .onTermination()
        .invoke((_, failure, cancelled) -> spans.end(failure == null && !cancelled));
  }

  /** A failed send makes the commit fail. */
  private static void commit(
      Producer<String, String> sender, List<ProducerRecord<String, String>> batch) {
    sender.beginTransaction();
    for (ProducerRecord<String, String> each : batch) {
      var _ = sender.send(each);
    }
    sender.commitTransaction();
  }

  private ProducerRecord<String, String> topicRecord(
      PermissionMessage message, PublicationSpans spans) {
    TopicRecord encoded = PermissionCodec.encode(message);
    byte[] position = encoded.position().toString().getBytes(StandardCharsets.US_ASCII);
    var headers = new RecordHeaders();
    headers.add(new RecordHeader(PermissionCodec.POSITION_HEADER, position));
    Header trace = spans.header(message.position());
    if (trace != null) {
      headers.add(trace);
    }
    return new ProducerRecord<>(topic, 0, encoded.key(), encoded.value(), headers);
  }

  /** Lets go of the connection; what was not committed never counts. */
  Uni<Void> close() {
    return Uni.createFrom()
        .voidItem()
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(producer::close)
        .onFailure()
        .recoverWithNull();
  }
}
