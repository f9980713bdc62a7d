package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.LeaderJob;
import dev.consentledger.consent.leader.Term;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.identifier.MatchSecret;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.logging.Logger;

/**
 * The leader's job of publishing, and of ending grants whose time is over. Everything here runs on
 * the executor's one thread.
 */
final class Publication implements LeaderJob<PublicationCursor.Begun> {
  private static final Logger LOG = Logger.getLogger(Publication.class);

  private final Parts parts;
  private final ScheduledExecutorService executor;
  private final PublicationStatus status;
  private final ExpirySchedule expiry;

  /** What a term is made of. */
  record Parts(
      EventLedger ledger,
      Subjects subjects,
      MatchSecret secret,
      PublicationCursor cursor,
      PermissionsTopic topic,
      KafkaSettings kafka,
      PublicationSettings settings,
      Clock clock) {}

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
  public Uni<PublicationCursor.Begun> prepare() {
    return parts.topic().claim().chain(parts.cursor()::begin);
  }

  @Override
  public Term begin(PublicationCursor.Begun begun) {
    LOG.infof("Publishing from position %s, in term %d", begun.position(), begun.term());
    var fold =
        new PermissionFold(
            parts.ledger(), parts.subjects(), parts.secret(), parts.settings(), executor);
    return new PublishingTerm(parts, fold, begun, executor, status, expiry::wake);
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
