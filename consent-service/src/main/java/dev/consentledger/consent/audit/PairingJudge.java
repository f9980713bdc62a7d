package dev.consentledger.consent.audit;

import dev.consentledger.consent.audit.ReplayFailed.Why;
import dev.consentledger.consent.privacy.Erasures;
import dev.consentledger.consent.proof.LeafIndex;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.InvalidNotices;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.PairingRecord;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.purpose.Purpose;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells pairings of people who are erased from the others. Who is erased is what the ledger of the
 * replay's scope says, whether matching-service has erased the pairing yet or not: so the answer is
 * a function of the ledger, however late that is. Blocks: for a replay's own thread.
 */
@Singleton
final class PairingJudge {
  /** What is judged at once. */
  static final int CHUNK_PAIRINGS = LeafIndex.POSITIONS_MAX;

  private final GrantEntries grantEntries;
  private final Histories histories;
  private final Erasures erasures;
  private final OwnThread own;

  PairingJudge(
      GrantEntries grantEntries, Histories histories, Erasures erasures, AuditSettings settings) {
    this.grantEntries = grantEntries;
    this.histories = histories;
    this.erasures = erasures;
    this.own = new OwnThread(settings.readLimit());
  }

  /**
   * The judge of one run's pairings.
   *
   * @param erased whose erasure stands in the ledger up to the scope
   */
  OfRun of(Placed<ListMatched> run, SignedCheckpoint scope, Set<SubjectId> erased) {
    return new OfRun(run, scope.position(), erased);
  }

  /** Judges the pairings of one run, in their order. Not safe for use by several threads. */
  final class OfRun {
    private final TreeHasher hasher = new TreeHasher();
    private final Placed<ListMatched> run;
    private final Position scope;
    private final Set<SubjectId> erased;
    private final InvalidNotices notices = new InvalidNotices();
    private final Set<StreamName> noticesRead = new HashSet<>();
    private long judged;

    private OfRun(Placed<ListMatched> run, Position scope, Set<SubjectId> erased) {
      this.run = run;
      this.scope = scope;
      this.erased = erased;
    }

    boolean isErased(SubjectId subject) {
      return erased.contains(subject);
    }

    /** The next pairings, at most {@link #CHUNK_PAIRINGS}; none at the end. */
    List<Judged> next(PairingReader reader) throws IOException {
      List<PairingRecord> chunk = new ArrayList<>();
      while (chunk.size() < CHUNK_PAIRINGS) {
        Optional<PairingRecord> record = reader.next();
        if (record.isEmpty()) {
          break;
        }
        chunk.add(record.get());
      }
      return judge(chunk);
    }

    private List<Judged> judge(List<PairingRecord> chunk) {
      Map<Position, SubjectId> places = places(chunk);
      Set<SubjectId> people = new LinkedHashSet<>(places.values());
      for (PairingRecord record : chunk) {
        if (record instanceof PairingRecord.Whole(PairingLeaf leaf)) {
          people.add(leaf.subject());
        }
      }
      requireKnown(people);
      people.retainAll(erased);
      Map<SubjectId, SubjectGrants> grants =
          people.isEmpty() ? Map.of() : histories.grants(people, scope);
      loadNotices(grants.values());
      var all = new ArrayList<Judged>(chunk.size());
      for (PairingRecord record : chunk) {
        all.add(judge(record, places, grants));
        judged++;
      }
      return all;
    }

    private void loadNotices(Collection<SubjectGrants> subjects) {
      Set<StreamName> unread = Histories.noticeStreams(subjects);
      unread.removeAll(noticesRead);
      Histories.addNotices(notices, histories.read(unread, scope).values());
      noticesRead.addAll(unread);
    }

    private Map<Position, SubjectId> places(List<PairingRecord> chunk) {
      Set<Position> positions = new HashSet<>();
      for (PairingRecord record : chunk) {
        if (record instanceof PairingRecord.Erased pairing) {
          positions.add(pairing.grant());
        }
      }
      return new HashMap<>(grantEntries.subjects(positions));
    }

    /** What somebody paired whose key is gone can't be told by a scope that knows them still. */
    private void requireKnown(Set<SubjectId> people) {
      Set<SubjectId> known = new LinkedHashSet<>(people);
      known.removeAll(erased);
      if (!own.get(erasures.erased(known)).isEmpty()) {
        throw new ReplayFailed(
            Why.ERASED_SINCE,
            "people in run "
                + run.event().run()
                + " were erased since the checkpoint of this replay: ask again");
      }
    }

    private Judged judge(
        PairingRecord record,
        Map<Position, SubjectId> places,
        Map<SubjectId, SubjectGrants> grants) {
      return switch (record) {
        case PairingRecord.Whole whole when !erased.contains(whole.leaf().subject()) ->
            new Judged.Live(whole.leaf());
        case PairingRecord.Whole whole ->
            erased(whole.erase(hasher), Optional.of(whole.leaf().subject()), grants);
        case PairingRecord.Erased pairing ->
            erased(pairing, Optional.ofNullable(places.get(pairing.grant())), grants);
      };
    }

    private Judged erased(
        PairingRecord.Erased pairing,
        Optional<SubjectId> subject,
        Map<SubjectId, SubjectGrants> grants) {
      if (subject.isEmpty()) {
        return wrong(pairing, "rests on no grant");
      }
      SubjectGrants found = grants.get(subject.get());
      if (found == null) {
        return wrong(pairing, "is said to be of somebody erased, who is not");
      }
      return found
          .grantAt(pairing.grant())
          .filter(life -> life.purpose() == Purpose.LIST_MATCHING)
          .filter(life -> found.counted(life, run.event().position(), notices))
          .<Judged>map(life -> new Judged.Erased(pairing, subject.get(), life))
          .orElseGet(() ->
              wrong(pairing, "rests on a grant that did not permit it at the run's position"));
    }

    private Judged wrong(PairingRecord.Erased pairing, String says) {
      return new Judged.Wrong(
          pairing,
          "erased pairing %d, under the grant at position %s, %s"
              .formatted(judged, pairing.grant(), says));
    }
  }
}
