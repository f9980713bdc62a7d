package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.LedgerUnavailable;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.KafkaException;

/** Says what went wrong without repeating what a message may quote from an entry or a row. */
final class Failures {
  private Failures() {}

  static String describe(Throwable failure) {
    Throwable inner = failure.getCause();
    Throwable cause = failure instanceof CompletionException && inner != null ? inner : failure;
    return switch (cause) {
      case TopicRefused _, NoLongerLeading _, PublicationStuck _, SecretMissing _ -> message(cause);
      case KafkaException kafka ->
          "Kafka: " + kafka.getClass().getSimpleName() + ": " + message(kafka);
      case LedgerUnavailable _ -> "the ledger does not answer";
      default -> cause.getClass().getSimpleName();
    };
  }

  private static String message(Throwable failure) {
    return Objects.requireNonNullElse(failure.getMessage(), "no message");
  }
}
