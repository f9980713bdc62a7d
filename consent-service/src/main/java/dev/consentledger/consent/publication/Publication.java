package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.LeaderJob;
import dev.consentledger.consent.leader.Term;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.telemetry.Traces;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The leader's job of publishing, and of ending grants whose time is over. Everything here runs on
 * the executor's one thread.
 */
final class Publication implements LeaderJob<PublicationStart> {
  private static final Logger LOG = Logger.getLogger(Publication.class);

  private final Parts parts;
  private final ScheduledExecutorService executor;
  private final PublicationStatus status;
  private final ExpirySchedule expiry;

  /** What a term is made of. */
  record Parts(
      EventLedger ledger,
      Subjects subjects,
      Supplier<MatchSecrets> secrets,
      SecretVersions versions,
      PublicationCursor cursor,
      PermissionsTopic topic,
      KafkaSettings kafka,
      PublicationSettings settings,
      Clock clock,
      Traces traces,
      PublicationSteps steps) {}

  Publication(
      Parts parts,
      ScheduledExecutorService executor,
      PublicationStatus status,
      ExpirySchedule expiry) {
    this.parts = parts;
    this.executor = executor;
    this.status = status;
    this.expiry = expiry;
  }

  @Override
  public Uni<PublicationStart> prepare() {
    return parts
        .topic()
        .claim()
        .call(claimed -> parts.ledger().head().invoke(claimed::requireNotBeyond))
        .chain(parts.cursor()::begin)
        .emitOn(executor)
        .chain(this::start);
  }

  private Uni<PublicationStart> start(PublicationCursor.Begun cursor) {
    return parts
        .versions()
        .begin(cursor.position(), secrets())
        .chain(plan -> parts.ledger().head().map(head -> new PublicationStart(cursor, plan, head)));
  }

  private MatchSecrets secrets() {
    try {
      return parts.secrets().get();
    } catch (IllegalArgumentException e) {
      throw new SecretMissing(e);
    }
  }

  @Override
  public Term begin(PublicationStart start) {
    LOG.infof(
        "Publishing from position %s, in term %d",
        start.cursor().position(), start.cursor().term());
    var fold = new PermissionFold(parts.ledger(), parts.subjects(), parts.settings(), executor);
    var writer = new TopicWriter(parts.kafka(), parts.traces());
    var rotation =
        new SecretRotation(
            parts.versions(),
            this::secrets,
            fold,
            writer,
            start,
            parts.settings().republishSubjectsMax(),
            executor);
    return new PublishingTerm(parts, fold, writer, rotation, start, executor, status, expiry::wake);
  }

  @Override
  public TermLimits limits() {
    PublicationSettings settings = parts.settings();
    return new TermLimits(
        settings.answerLimit().multipliedBy(4), settings.retryPauseMin(), settings.retryPauseMax());
  }

  @Override
  public String describe(Throwable failure) {
    return Failures.describe(failure);
  }

  @Override
  public void elected() {
    expiry.start();
  }

  @Override
  public void ended() {
    expiry.stop();
  }
}
