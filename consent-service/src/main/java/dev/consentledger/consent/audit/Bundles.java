package dev.consentledger.consent.audit;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.consent.proof.LogView;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.consent.proof.TilesUnfit;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.BundleWriter;
import dev.consentledger.kernel.evidence.EvidenceException;
import dev.consentledger.kernel.evidence.LedgerLine;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.VerifierKey;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Writes evidence bundles into files, on threads of their own, a bounded number at once. */
@Singleton
final class Bundles {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final Logger LOG = Logger.getLogger(Bundles.class);

  private final Scopes scopes;
  private final LedgerPages pages;
  private final LogView log;
  private final BundleRuns runs;
  private final BundleEntries entries;
  private final ReplayStore store;
  private final AuditSettings settings;
  private final OwnThread own;
  private final ExecutorService threads;

  Bundles(
      Scopes scopes,
      LedgerPages pages,
      LogView log,
      BundleRuns runs,
      BundleEntries entries,
      ReplayStore store,
      AuditSettings settings) {
    this.scopes = scopes;
    this.pages = pages;
    this.log = log;
    this.runs = runs;
    this.entries = entries;
    this.store = store;
    this.settings = settings;
    this.own = new OwnThread(settings.readLimit());
    this.threads =
        Executors.newFixedThreadPool(
            settings.parallelBundles(), Thread.ofPlatform().name("bundle-", 0).daemon().factory());
  }

  void start(@Observes StartupEvent event) {
    try {
      TemporaryFolder.removeLeftovers(Path.of(System.getProperty("java.io.tmpdir")));
    } catch (IOException | UncheckedIOException e) {
      LOG.warnf(
          "Folders of a process that was killed could not be removed: %s",
          e.getClass().getSimpleName());
    }
  }

  /** Writes the bundle of a replay that is done; the caller deletes the folder it is in. */
  Uni<TemporaryFolder> write(Replay replay) {
    return Uni.createFrom()
        .item(() -> {
          try {
            return written(replay);
          } catch (IOException e) {
            throw new IllegalStateException("the bundle could not be written", e);
          }
        })
        .runSubscriptionOn(threads)
        .onFailure()
        .transform(Bundles::problem);
  }

  /**
   * Damage that a bundle meets is told as such; trouble that may pass is told to be tried again.
   */
  private static Throwable problem(Throwable failure) {
    return switch (failure) {
      case ReplayFailed failed ->
          new ProblemException(
              switch (failed.why()) {
                case MATCHING_UNAVAILABLE, SERVICE_UNAVAILABLE -> Problem.SERVICE_UNAVAILABLE;
                case LIST_GONE, PAIRINGS_GONE -> Problem.LIST_GONE;
                case ERASED_SINCE -> Problem.ERASED_SINCE;
                default -> Problem.EVIDENCE_DIFFERS;
              });
      case TilesUnfit _, EvidenceException _, ProofException _, Differs _ ->
          new ProblemException(Problem.EVIDENCE_DIFFERS);
      default -> failure;
    };
  }

  /** The ledger holds another number of entries than the replay's checkpoint says. */
  private static final class Differs extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Differs() {
      super("the ledger is not what the checkpoint covers", null, false, false);
    }
  }

  private TemporaryFolder written(Replay replay) throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("bundle");
    try (var writer =
        new BundleWriter(
            new BufferedOutputStream(
                Files.newOutputStream(folder.file("bundle.zip")), BUFFER_BYTES))) {
      SignedCheckpoint scope = scopes.ofSize(replay.size().orElseThrow(Differs::new));
      var content = runs.write(replay.question(), scope, writer, folder);
      if (scope.size() <= settings.bundle().entriesMax()) {
        writeAll(scope, writer);
      } else {
        entries.write(content.streams(), scope, writer);
      }
      if (replay.question() instanceof Question.Impact) {
        writer.subjects(
            store.subjects(replay.id()).onItem().<SubjectId>disjoint().subscribe().asIterable());
      }
      writer.finish(
          scope.note(),
          signer(scope),
          replay.finishedAt().orElseThrow(),
          JsonReader.object(replay.finding().orElseThrow()));
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The newest of the log's keys that signed it: an old replay's checkpoint has a former one. */
  private VerifierKey signer(SignedCheckpoint scope) {
    return scope.note().verify(own.get(log.everyVerifier())).getLast();
  }

  private void writeAll(SignedCheckpoint scope, BundleWriter writer) throws IOException {
    var lines = new ArrayList<LedgerLine>(TileId.WIDTH);
    long count =
        pages.entries(
            scope.position(),
            scope.size(),
            new Watch().stage(0, 1),
            (_, entry) -> {
              lines.add(new LedgerLine(entry.position(), entry.bytes().array()));
              if (lines.size() == TileId.WIDTH) {
                writer.entries(List.copyOf(lines));
                lines.clear();
              }
            });
    if (!lines.isEmpty()) {
      writer.entries(lines);
    }
    if (count != scope.size()) {
      throw new Differs();
    }
  }

  @PreDestroy
  void stop() {
    threads.shutdownNow();
  }
}
