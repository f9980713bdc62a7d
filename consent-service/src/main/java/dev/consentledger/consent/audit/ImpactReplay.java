package dev.consentledger.consent.audit;

import dev.consentledger.consent.audit.ReplayFailed.Why;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.evidence.ImpactFold;
import dev.consentledger.kernel.evidence.ImpactQuery;
import dev.consentledger.kernel.evidence.InvalidNotices;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.purpose.Purpose;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks every pairing of every recorded run. The pairings come from the matching-service and count
 * only where their root is the one that the ledger records.
 */
@Singleton
final class ImpactReplay {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Scopes scopes;
  private final RecordedRuns recordedRuns;
  private final MatchingRuns matching;
  private final PairingJudge judges;
  private final Histories histories;
  private final int subjectsCachedMax;

  ImpactReplay(
      Scopes scopes,
      RecordedRuns recordedRuns,
      MatchingRuns matching,
      PairingJudge judges,
      Histories histories,
      AuditSettings settings) {
    this.scopes = scopes;
    this.recordedRuns = recordedRuns;
    this.matching = matching;
    this.judges = judges;
    this.histories = histories;
    this.subjectsCachedMax = Math.max(PairingJudge.CHUNK_PAIRINGS, settings.subjectsCachedMax());
  }

  Found run(Running running, ImpactQuery query, Path folder) throws IOException {
    SignedCheckpoint scope = scopes.of(running);
    RecordedRuns.Found found = recordedRuns.all(scope, running.watch().stage(0, 0.3));
    List<Placed<ListMatched>> runs = found.runs().stream().filter(query::concerns).toList();
    var asked =
        new Asked(
            new ImpactFold(query), scope, running.watch().stage(0.3, 1), runs, found.erased());
    for (Placed<ListMatched> run : runs) {
      asked.add(run, folder.resolve("pairings"));
    }
    ImpactFold.Result result = asked.fold.result();
    return new Found(result.finding(), result.subjects(), Optional.empty());
  }

  /** One question on its way through the runs. */
  private final class Asked {
    private final ImpactFold fold;
    private final SignedCheckpoint scope;
    private final Watch.Stage stage;
    private final Set<SubjectId> erased;
    private final long pairingsOfAll;
    private final Map<SubjectId, SubjectGrants> cached = new LinkedHashMap<>(1_024, 0.75f, true);
    private final InvalidNotices notices = new InvalidNotices();
    private final Set<StreamName> noticesRead = new HashSet<>();
    private long done;

    Asked(
        ImpactFold fold,
        SignedCheckpoint scope,
        Watch.Stage stage,
        List<Placed<ListMatched>> runs,
        Set<SubjectId> erased) {
      this.fold = fold;
      this.scope = scope;
      this.stage = stage;
      this.erased = erased;
      this.pairingsOfAll = runs.stream().mapToLong(run -> run.event().counts().pairings()).sum();
    }

    void add(Placed<ListMatched> run, Path file) throws IOException {
      stage.at(done, pairingsOfAll);
      if (!fold.begin(run)) {
        return;
      }
      if (!matching.pairings(run.event().run(), file)) {
        fold.withoutPairings();
        done += run.event().counts().pairings();
        return;
      }
      requireRecorded(run, file);
      PairingJudge.OfRun judge = judges.of(run, scope, erased);
      try (InputStream in = open(file)) {
        var reader = new PairingReader(in, "the pairings");
        for (var chunk = judge.next(reader); !chunk.isEmpty(); chunk = judge.next(reader)) {
          addChunk(run, chunk);
        }
      }
      Files.delete(file);
    }

    private void addChunk(Placed<ListMatched> run, List<Judged> chunk) {
      load(chunk);
      for (Judged pairing : chunk) {
        switch (pairing) {
          case Judged.Live(var leaf) -> fold.add(leaf.subject(), grantOf(run, leaf));
          case Judged.Erased(_, var subject, var grant) -> fold.addErased(subject, grant);
          case Judged.Wrong wrong ->
              throw new ReplayFailed(
                  Why.PAIRINGS_DIFFER,
                  wrong.says() + ", in run " + run.event().run() + ": replay the run");
        }
      }
      done += chunk.size();
      stage.at(done, pairingsOfAll);
    }

    private void load(List<Judged> chunk) {
      Set<SubjectId> missing = new LinkedHashSet<>();
      for (Judged pairing : chunk) {
        if (pairing instanceof Judged.Live(var leaf) && cached.get(leaf.subject()) == null) {
          missing.add(leaf.subject());
        }
      }
      Map<SubjectId, SubjectGrants> loaded = histories.grants(missing, scope.position());
      loadNotices(loaded.values());
      cached.putAll(loaded);
      var oldestFirst = cached.keySet().iterator();
      while (cached.size() > subjectsCachedMax) {
        oldestFirst.next();
        oldestFirst.remove();
      }
    }

    private void loadNotices(Collection<SubjectGrants> subjects) {
      Set<StreamName> unread = Histories.noticeStreams(subjects);
      unread.removeAll(noticesRead);
      Histories.addNotices(notices, histories.read(unread, scope.position()).values());
      noticesRead.addAll(unread);
    }

    private GrantLife grantOf(Placed<ListMatched> run, PairingLeaf leaf) {
      return Optional.ofNullable(cached.get(leaf.subject()))
          .flatMap(grants ->
              grants
                  .grantAt(leaf.grant())
                  .filter(life -> life.purpose() == Purpose.LIST_MATCHING)
                  .filter(life -> grants.counted(life, run.event().position(), notices)))
          .orElseThrow(() ->
              new ReplayFailed(
                  Why.PAIRINGS_DIFFER,
                  "the ledger does not permit the pairing of row "
                      + leaf.row()
                      + " of run "
                      + run.event().run()
                      + ": replay the run"));
    }
  }

  /** Throws, naming the run, where these are not the pairings that the ledger records. */
  static void requireRecorded(Placed<ListMatched> run, Path file) throws IOException {
    var hasher = new TreeHasher();
    var root = new RootBuilder();
    try (InputStream in = open(file)) {
      var reader = new PairingReader(in, "the pairings of run " + run.event().run());
      for (var leaf = reader.next(); leaf.isPresent(); leaf = reader.next()) {
        root.addLeafHash(leaf.get().leafHash(hasher));
      }
    }
    if (!root.root().hex().equals(run.event().resultRoot())
        || root.size() != run.event().counts().pairings()) {
      throw new ReplayFailed(
          Why.PAIRINGS_DIFFER,
          "the stored pairings of run "
              + run.event().run()
              + " do not lead to the result root that the ledger records");
    }
  }

  private static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
  }
}
