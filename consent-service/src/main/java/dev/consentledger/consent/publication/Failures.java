package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.Troubles;
import org.apache.kafka.common.KafkaException;

/** Says what went wrong, Kafka's troubles among it: its messages name brokers, topics and ids. */
final class Failures {
  private Failures() {}

  static String describe(Throwable failure) {
    return Troubles.cause(failure) instanceof KafkaException kafka
        ? "Kafka: " + kafka.getClass().getSimpleName() + ": " + Troubles.message(kafka)
        : Troubles.describe(failure);
  }
}
