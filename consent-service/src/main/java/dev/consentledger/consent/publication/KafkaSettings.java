package dev.consentledger.consent.publication;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What Kafka's clients are told, on top of the service's own {@code kafka.*} settings.
 *
 * @param common bootstrap servers, security and whatever else the operator gave
 * @param topic one topic has one transactional id, so that a new leader fences the former
 */
record KafkaSettings(Map<String, Object> common, String topic, Duration answerLimit) {
  /** One permission state: some ten thousand contact points of one account. */
  static final int MESSAGE_BYTES_MAX = 8 * 1024 * 1024;

  /** After this the broker itself gives up the transaction of a leader that fell silent. */
  private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(15);

  /**
   * How long the broker holds an answer back for want of records. A consumer's close waits for the
   * answer that is still under way: a new leader would begin half a second later, by the default.
   */
  private static final Duration FETCH_WAIT_MAX = Duration.ofMillis(20);

  KafkaSettings {
    common = Map.copyOf(common);
  }

  String transactionalId() {
    return "publication." + topic;
  }

  Map<String, Object> producer() {
    var settings = new HashMap<>(common);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "publication");
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId());
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "5");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MESSAGE_BYTES_MAX));
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(answerLimit));
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(answerLimit));
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(answerLimit));
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(TRANSACTION_LIMIT));
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "1000");
    return settings;
  }

  Map<String, Object> admin() {
    var settings = new HashMap<>(common);
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "publication-topic");
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(answerLimit));
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(answerLimit));
    return settings;
  }

  /** Of a reader that belongs to no group and sees what was committed. */
  Map<String, Object> consumer() {
    var settings = new HashMap<>(common);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "publication-end");
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(answerLimit));
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(answerLimit));
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, millis(FETCH_WAIT_MAX));
    return settings;
  }

  /** SmallRye reads its settings as text. */
  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
