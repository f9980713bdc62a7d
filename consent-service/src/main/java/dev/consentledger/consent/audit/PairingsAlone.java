package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.InvalidNotices;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.RunFinding;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a replay of a run still finds when its list is stored no more: the stored pairings lead to
 * the recorded root and are as many as were recorded, and each rests on a grant that counted at the
 * run's position. Whether other rows should have been paired can't be told. Blocks: for a replay's
 * own thread.
 */
@Singleton
final class PairingsAlone {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Histories histories;

  PairingsAlone(Histories histories) {
    this.histories = histories;
  }

  RunFinding check(PairingJudge.OfRun judge, Placed<ListMatched> run, Position scope, Path pairings)
      throws IOException {
    var fold = new Fold(run, scope);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(pairings), BUFFER_BYTES)) {
      var reader = new PairingReader(in, "the pairings");
      for (List<Judged> chunk = judge.next(reader); !chunk.isEmpty(); chunk = judge.next(reader)) {
        fold.add(chunk);
      }
    }
    return fold.finding();
  }

  private final class Fold {
    private final TreeHasher hasher = new TreeHasher();
    private final RootBuilder root = new RootBuilder();
    private final Set<SubjectId> subjects = new HashSet<>();
    private final List<String> differences = new ArrayList<>();
    private final InvalidNotices notices = new InvalidNotices();
    private final Set<StreamName> noticesRead = new HashSet<>();
    private final Placed<ListMatched> run;
    private final Position scope;
    private long differing;
    private long erased;

    private Fold(Placed<ListMatched> run, Position scope) {
      this.run = run;
      this.scope = scope;
    }

    void add(List<Judged> chunk) {
      Map<SubjectId, SubjectGrants> grants =
          histories.grants(
              chunk.stream()
                  .flatMap(pairing ->
                      pairing instanceof Judged.Live(var leaf)
                          ? Optional.of(leaf.subject()).stream()
                          : Optional.<SubjectId>empty().stream())
                  .collect(Collectors.toSet()),
              scope);
      Set<StreamName> unread = Histories.noticeStreams(grants.values());
      unread.removeAll(noticesRead);
      Histories.addNotices(notices, histories.read(unread, scope).values());
      noticesRead.addAll(unread);
      for (Judged pairing : chunk) {
        root.addLeafHash(pairing.pairing().leafHash(hasher));
        switch (pairing) {
          case Judged.Live(var leaf) -> live(leaf, Optional.ofNullable(grants.get(leaf.subject())));
          case Judged.Erased(_, var subject, _) -> {
            subjects.add(subject);
            erased++;
          }
          case Judged.Wrong wrong -> differs(wrong.says());
        }
      }
    }

    private void live(PairingLeaf leaf, Optional<SubjectGrants> grants) {
      subjects.add(leaf.subject());
      boolean counted =
          grants
              .flatMap(found ->
                  found
                      .grantAt(leaf.grant())
                      .filter(life -> life.purpose() == Purpose.LIST_MATCHING)
                      .filter(life -> found.counted(life, run.event().position(), notices)))
              .isPresent();
      if (!counted) {
        differs(
            "row %d: the run paired subject %s under the grant at position %s, which the ledger does not permit at position %s"
                .formatted(leaf.row(), leaf.subject(), leaf.grant(), run.event().position()));
      }
    }

    private void differs(String says) {
      differing++;
      if (differences.size() < RunFinding.DIFFERENCES_MAX) {
        differences.add(says);
      }
    }

    RunFinding finding() {
      ListMatched matched = run.event();
      if (!root.root().hex().equals(matched.resultRoot())) {
        differs("the stored pairings lead to another result root than the run recorded");
      }
      if (root.size() != matched.counts().pairings()) {
        differs("the run recorded another number of pairings than are stored");
      }
      if (differing > differences.size()) {
        differences.add("and " + (differing - differences.size()) + " more");
      }
      return new RunFinding(run, subjects.size(), erased, differences, true);
    }
  }
}
