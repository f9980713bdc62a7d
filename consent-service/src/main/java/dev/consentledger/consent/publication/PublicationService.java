package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.Leaders;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.telemetry.Traces;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Publication's life within the service: it begins when the service starts, needs neither Kafka nor
 * leadership for that, and ends with a saved cursor.
 */
@ApplicationScoped
class PublicationService {
  /** The name of the lock; its id is {@code Leadership.lockId("publication")}. */
  static final String LEADER_NAME = "publication";

  private static final Logger LOG = Logger.getLogger(PublicationService.class);

  private final PublicationSettings settings;
  private final Leaders leaders;
  private final PermissionsTopicSettings topicSettings;
  private final Map<String, Object> kafka;
  private final Optional<Path> matchSecretFile;
  private final EventLedger ledger;
  private final Subjects subjects;
  private final SecretVersions versions;
  private final PublicationCursor cursor;
  private final GrantExpiries expiries;
  private final Expirer expirer;
  private final Clock clock;
  private final Traces traces;
  private final PublicationStatus status;
  private final PublicationSteps steps;

  PublicationService(
      PublicationSettings settings,
      Leaders leaders,
      PermissionsTopicSettings topicSettings,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      ConsentSettings files,
      EventLedger ledger,
      Subjects subjects,
      SecretVersions versions,
      PublicationCursor cursor,
      GrantExpiries expiries,
      Expirer expirer,
      Clock clock,
      Traces traces,
      PublicationStatus status,
      PublicationSteps steps) {
    this.settings = settings;
    this.leaders = leaders;
    this.topicSettings = topicSettings;
    this.kafka = kafka;
    this.matchSecretFile = files.matchSecretFile();
    this.ledger = ledger;
    this.subjects = subjects;
    this.versions = versions;
    this.cursor = cursor;
    this.expiries = expiries;
    this.expirer = expirer;
    this.clock = clock;
    this.traces = traces;
    this.status = status;
    this.steps = steps;
  }

  void start(@Observes StartupEvent event) {
    if (!settings.enabled()) {
      LOG.info("Publication is off: consentledger.publication.enabled=false");
      return;
    }
    Path secretFile =
        matchSecretFile.orElseThrow(() ->
            new IllegalArgumentException(ConsentSettings.MATCH_SECRET_FILE + ": must be set"));
    Supplier<MatchSecrets> secrets =
        () -> MatchSecretFile.read(secretFile, ConsentSettings.MATCH_SECRET_FILE);
    var _ = secrets.get(); // a service whose file is bad does not start
    var kafkaSettings = new KafkaSettings(kafka, topicSettings.topic(), settings.answerLimit());
    var topic = new PermissionsTopic(kafkaSettings, topicSettings.replicationFactor());
    var parts =
        new Publication.Parts(
            ledger,
            subjects,
            secrets,
            versions,
            cursor,
            topic,
            kafkaSettings,
            settings,
            clock,
            traces,
            steps);
    leaders.start(
        status,
        thread ->
            new Publication(
                parts,
                thread,
                status,
                new ExpirySchedule(expiries, expirer, settings, thread, clock)));
  }
}
