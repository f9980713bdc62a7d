package dev.consentledger.consent.publication;

import dev.consentledger.consent.leader.Leadership;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.kernel.identifier.MatchSecrets;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes while this instance leads: one term after another, with a growing pause after trouble.
 * Everything here runs on the executor's one thread.
 */
final class Publication implements Leadership.Candidate {
  private static final Logger LOG = Logger.getLogger(Publication.class);

  /** After so many terms that published nothing, another instance may try. */
  private static final int FUTILE_TERMS_MAX = 10;

  private final Parts parts;
  private final ScheduledExecutorService executor;
  private final PublicationStatus status;
  private final ExpirySchedule expiry;
  private @Nullable Leadership leadership;
  private @Nullable PublishingTerm term;
  private CompletableFuture<Void> finished = CompletableFuture.completedFuture(null);
  private long generation;
  private boolean leads;
  private int futileTerms;

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

  void start(Leadership given) {
    leadership = given;
    status.standsBy();
    given.start();
  }

  /** Completes when nothing is being written any more and the cursor is saved. */
  CompletableFuture<Void> stop() {
    return CompletableFuture.runAsync(this::end, executor)
        .thenCompose(_ -> finished)
        .exceptionally(_ -> null)
        .thenRun(() -> {
          if (leadership != null) {
            leadership.stop();
          }
        });
  }

  @Override
  public void elected() {
    leads = true;
    expiry.start();
    begin(++generation);
  }

  @Override
  public void lost() {
    end();
    status.standsBy();
  }

  private void end() {
    leads = false;
    generation++;
    expiry.stop();
    if (term != null) {
      term.stop();
    }
  }

  /** A former term of this instance ends first: then its last batch can't follow the new one's. */
  private void begin(long mine) {
    var _ =
        finished.whenCompleteAsync(
            (_, _) ->
                parts
                    .topic()
                    .claim()
                    .chain(parts.cursor()::begin)
                    .chain(this::start)
                    .ifNoItem()
                    .after(parts.settings().answerLimit().multipliedBy(4))
                    .fail()
                    .subscribe()
                    .with(
                        begun -> executor.execute(() -> publish(mine, begun)),
                        failure -> executor.execute(() -> failed(mine, failure))),
            executor);
  }

  private Uni<PublicationStart> start(PublicationCursor.Begun cursor) {
    return parts
        .versions()
        .begin(cursor.position(), parts.secrets().get())
        .chain(plan ->
            parts.ledger().head().map(head -> new PublicationStart(cursor, plan, head)));
  }

  private void publish(long mine, PublicationStart start) {
    if (mine != generation) {
      return;
    }
    PublicationCursor.Begun begun = start.cursor();
    LOG.infof("Publishing from position %s, in term %d", begun.position(), begun.term());
    var writer = new TopicWriter(parts.kafka());
    var fold =
        new PermissionFold(
            parts.ledger(), parts.subjects(), parts.settings(), executor);
    var rotation =
        new SecretRotation(
            parts.versions(),
            parts.secrets(),
            fold,
            writer,
            start,
            parts.settings().republishSubjectsMax(),
            executor);
    var started =
        new PublishingTerm(
            parts.ledger(),
            fold,
            writer,
            parts.cursor(),
            begun,
            rotation,
            parts.settings(),
            executor,
            status,
            parts.clock(),
            expiry::wake);
    term = started;
    long publishedBefore = status.messages();
    finished =
        started
            .run()
            .whenCompleteAsync(
                (_, failure) -> {
                  term = null;
                  futileTerms = status.messages() > publishedBefore ? 0 : futileTerms;
                  if (failure != null) {
                    failed(mine, failure);
                  }
                },
                executor)
            .exceptionally(_ -> null)
            .thenCompose(_ -> writer.close().subscribeAsCompletionStage());
  }

  private void failed(long mine, Throwable failure) {
    if (mine != generation) {
      return;
    }
    String what = Failures.describe(failure);
    if (!what.equals(status.problem())) {
      LOG.warnf("Publication pauses: %s", what);
      LOG.debug("Publication pauses", failure);
    }
    status.failed(what);
    futileTerms++;
    if (futileTerms % FUTILE_TERMS_MAX == 0 && leadership != null) {
      leadership.resign();
      return;
    }
    var _ =
        executor.schedule(
            () -> {
              if (leads && mine == generation) {
                begin(mine);
              }
            },
            pauseMillis(),
            TimeUnit.MILLISECONDS);
  }

  private long pauseMillis() {
    long min = parts.settings().retryPauseMin().toMillis();
    long max = parts.settings().retryPauseMax().toMillis();
    return Math.min(max, min << Math.min(futileTerms - 1, 20));
  }
}
