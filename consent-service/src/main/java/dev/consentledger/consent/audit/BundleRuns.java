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
import java.util.ArrayList;
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
  private static final int CHUNK_PAIRINGS = 1_000;

  private final RecordedRuns recordedRuns;
  private final MatchingRuns matching;
  private final Histories histories;
  private final Subjects subjects;
  private final OwnThread own;

  BundleRuns(
      RecordedRuns recordedRuns,
      MatchingRuns matching,
      Histories histories,
      Subjects subjects,
      AuditSettings settings) {
    this.recordedRuns = recordedRuns;
    this.matching = matching;
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
        Placed<ListMatched> recorded = recordedRuns.one(run, scope, new Watch().stage(0, 1));
        streams.add(recorded.header().stream());
        Path pairings =
            pairings(recorded, writer, folder, streams)
                .orElseThrow(() ->
                    new ReplayFailed(
                        ReplayFailed.Why.PAIRINGS_GONE, "the run's pairings are stored no more"));
        list(run, writer, folder);
        openRegistrations(pairings, scope, writer);
      }
      case Question.Impact(var query) -> {
        for (var recorded : recordedRuns.all(scope, new Watch().stage(0, 1))) {
          if (query.concerns(recorded)) {
            streams.add(recorded.header().stream());
            pairings(recorded, writer, folder, streams);
          }
        }
      }
    }
    return new Content(streams);
  }

  /** Empty where they are stored no more. */
  private Optional<Path> pairings(
      Placed<ListMatched> recorded,
      BundleWriter writer,
      TemporaryFolder folder,
      Set<StreamName> streams)
      throws IOException {
    RunId run = recorded.event().run();
    Path file = folder.file("pairings");
    if (!matching.pairings(run, file)) {
      return Optional.empty();
    }
    ImpactReplay.requireRecorded(recorded, file);
    try (OutputStream out = writer.pairings(run)) {
      Files.copy(file, out);
    }
    forEachChunk(file, chunk -> chunk.forEach(leaf -> streams.add(leaf.subject().stream())));
    return Optional.of(file);
  }

  private void list(RunId run, BundleWriter writer, TemporaryFolder folder) throws IOException {
    Path file = folder.file("list");
    if (matching.list(run, file)) {
      try (OutputStream out = writer.list(run)) {
        Files.copy(file, out);
      }
    }
  }

  private void openRegistrations(Path pairings, SignedCheckpoint scope, BundleWriter writer)
      throws IOException {
    forEachChunk(
        pairings,
        chunk -> {
          Set<SubjectId> wanted =
              chunk.stream().map(PairingLeaf::subject).collect(Collectors.toSet());
          Map<SubjectId, SubjectGrants> grants = histories.grants(wanted, scope.position());
          for (PairingLeaf leaf : chunk) {
            Optional.ofNullable(grants.get(leaf.subject()))
                .flatMap(found -> found.grantAt(leaf.grant()))
                .ifPresent(life -> open(leaf.subject(), life, writer));
          }
        });
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
    void chunk(List<PairingLeaf> chunk);
  }

  private static void forEachChunk(Path file, ChunkVisitor visitor) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
      var reader = new PairingReader(in, "the pairings");
      var chunk = new ArrayList<PairingLeaf>();
      for (var leaf = reader.next(); leaf.isPresent(); leaf = reader.next()) {
        chunk.add(leaf.get());
        if (chunk.size() == CHUNK_PAIRINGS) {
          visitor.chunk(chunk);
          chunk.clear();
        }
      }
      visitor.chunk(chunk);
    }
  }
}
