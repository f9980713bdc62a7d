package dev.consentledger.consent.audit;

import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.BundleWriter;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes the lists and pairings that a bundle needs, and the keys of the sealed registrations on
 * which a run's pairings rest: those and no others, since a digest tells its number to whoever
 * tries them all.
 */
@Singleton
final class BundleRuns {
  private static final int BUFFER_BYTES = 1 << 16;

  private final RecordedRuns recordedRuns;
  private final MatchingRuns matching;
  private final PairingJudge judges;
  private final Histories histories;
  private final Subjects subjects;
  private final OwnThread own;

  BundleRuns(
      RecordedRuns recordedRuns,
      MatchingRuns matching,
      PairingJudge judges,
      Histories histories,
      Subjects subjects,
      AuditSettings settings) {
    this.recordedRuns = recordedRuns;
    this.matching = matching;
    this.judges = judges;
    this.histories = histories;
    this.subjects = subjects;
    this.own = new OwnThread(settings.readLimit());
  }

  /** What of the ledger the finding rests on: whole streams. */
  record Content(Set<StreamName> streams) {}

  Content write(
      Question question, SignedCheckpoint scope, BundleWriter writer, TemporaryFolder folder)
      throws IOException {
    Set<StreamName> streams = new LinkedHashSet<>();
    switch (question) {
      case Question.Ledger _ -> {}
      case Question.Account(var query) -> streams.add(query.subject().stream());
      case Question.Run(var run) -> {
        RecordedRuns.Found found = recordedRuns.one(run, scope, new Watch().stage(0, 1));
        Placed<ListMatched> recorded = found.runs().getFirst();
        streams.add(recorded.header().stream());
        boolean isStored =
            pairings(
                judges.of(recorded, scope, found.erased()),
                recorded,
                writer,
                folder,
                chunk -> {
                  streamsOf(chunk, streams);
                  openRegistrations(chunk, scope, writer);
                });
        if (!isStored) {
          throw new ReplayFailed(
              ReplayFailed.Why.PAIRINGS_GONE, "the run's pairings are stored no more");
        }
        list(run, writer, folder);
      }
      case Question.Impact(var query) -> {
        RecordedRuns.Found found = recordedRuns.all(scope, new Watch().stage(0, 1));
        for (var recorded : found.runs()) {
          if (query.concerns(recorded)) {
            streams.add(recorded.header().stream());
            pairings(
                judges.of(recorded, scope, found.erased()),
                recorded,
                writer,
                folder,
                chunk -> streamsOf(chunk, streams));
          }
        }
      }
    }
    return new Content(streams);
  }

  /**
   * Writes them as they may be handed out: nothing of somebody erased, even where matching-service
   * still stores it. False where they are stored no more.
   */
  private boolean pairings(
      PairingJudge.OfRun judge,
      Placed<ListMatched> recorded,
      BundleWriter writer,
      TemporaryFolder folder,
      ChunkVisitor visitor)
      throws IOException {
    RunId run = recorded.event().run();
    Path file = folder.file("pairings");
    if (!matching.pairings(run, file)) {
      return false;
    }
    ImpactReplay.requireRecorded(recorded, file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        OutputStream out = writer.pairings(run)) {
      var reader = new PairingReader(in, "the pairings");
      for (var chunk = judge.next(reader); !chunk.isEmpty(); chunk = judge.next(reader)) {
        for (Judged pairing : chunk) {
          out.write(pairing.pairing().bytes());
        }
        visitor.chunk(chunk);
      }
    }
    return true;
  }

  /** What the finding rests on: who is not erased, and whose erasure it tells of. */
  private static void streamsOf(List<Judged> chunk, Set<StreamName> streams) {
    for (Judged pairing : chunk) {
      switch (pairing) {
        case Judged.Live(var leaf) -> streams.add(leaf.subject().stream());
        case Judged.Erased(_, var subject, _) -> streams.add(subject.stream());
        case Judged.Wrong _ -> {}
      }
    }
  }

  private void list(RunId run, BundleWriter writer, TemporaryFolder folder) throws IOException {
    Path file = folder.file("list");
    if (matching.list(run, file)) {
      try (OutputStream out = writer.list(run)) {
        Files.copy(file, out);
      }
    }
  }

  private void openRegistrations(List<Judged> chunk, SignedCheckpoint scope, BundleWriter writer) {
    List<PairingLeaf> live =
        chunk.stream()
            .filter(Judged.Live.class::isInstance)
            .map(pairing -> ((Judged.Live) pairing).leaf())
            .toList();
    Set<SubjectId> wanted = live.stream().map(PairingLeaf::subject).collect(Collectors.toSet());
    Map<SubjectId, SubjectGrants> grants = histories.grants(wanted, scope.position());
    for (PairingLeaf leaf : live) {
      Optional.ofNullable(grants.get(leaf.subject()))
          .flatMap(found -> found.grantAt(leaf.grant()))
          .ifPresent(life -> open(leaf.subject(), life, writer));
    }
  }

  /** An erased subject's events stay closed for ever. */
  private void open(SubjectId subject, GrantLife life, BundleWriter writer) {
    var registration = life.registration();
    own.get(subjects.find(subject))
        .flatMap(found -> found.eventKey(registration.header().id()))
        .ifPresent(key -> writer.opened(registration.index(), key));
  }

  /** Takes some pairings at a time. */
  private interface ChunkVisitor {
    void chunk(List<Judged> chunk);
  }
}
