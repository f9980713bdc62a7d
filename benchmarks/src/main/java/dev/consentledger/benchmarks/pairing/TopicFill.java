package dev.consentledger.benchmarks.pairing;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.PermissionCodec;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes a population to the permissions topic as publication would (the kernel's codec, in
 * transactions), without ten million writes over HTTP. Each contact point's grant has a position of
 * its own, far beyond the real ledger's few entries; so the real consent-service's watermarks are
 * repeats to the projection, and {@link Watermarks} tells the last position instead, as often as
 * publication would. Runs are fenced by the real ledger's head, and recorded in it.
 */
public final class TopicFill {
  static final String TOPIC = "permissions.cell-1";
  private static final NoticeVersion NOTICE = new NoticeVersion("benchmark", "1");
  private static final int STATES_A_TRANSACTION = 20_000;
  private static final int DIGEST_BYTES = 32;

  private final Population population;
  private final MatchSecret.Keyer keyer;
  private final int version;
  private final Population.Digests digests = new Population.Digests();
  private final byte[] digest = new byte[DIGEST_BYTES];

  public TopicFill(Population population, MatchSecret secret) {
    this.population = population;
    this.keyer = secret.newKeyer();
    this.version = secret.version();
  }

  /** Every state of the population, durable in the topic when this returns. */
  public void write(String bootstrapServers) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "transactional.id", "benchmark-fill",
            "acks", "all",
            "linger.ms", "20",
            "batch.size", "524288");
    try (var producer =
        new KafkaProducer<String, String>(
            settings, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      int sent = 0;
      producer.beginTransaction();
      for (int contactPoint = 0; contactPoint < population.contactPoints(); ) {
        int account = population.accountOf(contactPoint);
        List<PermittedContactPoint> points = new ArrayList<>(2);
        while (contactPoint < population.contactPoints()
            && population.accountOf(contactPoint) == account) {
          points.add(point(contactPoint++));
        }
        // The commit fails where a record did not arrive.
        var _ = producer.send(topicRecord(account, points));
        if (++sent % STATES_A_TRANSACTION == 0) {
          producer.commitTransaction();
          producer.beginTransaction();
        }
      }
      producer.commitTransaction();
    }
  }

  private PermittedContactPoint point(int number) {
    List<MatchKey> keys = new ArrayList<>(2);
    for (int form = 0; form < Population.formsOf(number); form++) {
      digests.of(number, form, digest);
      keys.add(keyer.keyOf(digest));
    }
    return new PermittedContactPoint(
        new ContactPointId("cp-" + number),
        number % 2 == 0 ? ContactPointKind.EMAIL : ContactPointKind.PHONE,
        MatchKeys.of(version, keys),
        new Position(number + 1L),
        Optional.of(NOTICE));
  }

  private static ProducerRecord<String, String> topicRecord(
      int account, List<PermittedContactPoint> points) {
    var encoded =
        PermissionCodec.encode(
            new PermissionState(
                new SubjectId(new UUID(0x4000L, account)),
                new AccountId(Population.account(account)),
                points.getLast().grantedAt(),
                points));
    var produced = new ProducerRecord<>(TOPIC, 0, encoded.key(), encoded.value());
    produced
        .headers()
        .add(
            PermissionCodec.POSITION_HEADER,
            encoded.position().toString().getBytes(StandardCharsets.US_ASCII));
    return produced;
  }
}
