package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Filters every pairing of every run through an {@link ImpactQuery}. Runs are given in the ledger's
 * order, all pairings of one before the next. Keeps the affected subjects' ids, 40 to 80 bytes each
 * for the whole and again for their advertisers. Not safe for use by several threads.
 */
public final class ImpactFold {
  private final ImpactQuery query;
  private final UuidTable subjects = new UuidTable();
  private final UuidTable erasedSubjects = new UuidTable();
  private final Map<String, Tally> advertisers = new TreeMap<>();
  private final List<ImpactFinding.RunImpact> runs = new ArrayList<>();
  private final List<RunId> withoutPairings = new ArrayList<>();
  private @Nullable Placed<ListMatched> run;
  private Tally runTally = new Tally();
  private long pairings;
  private long erased;

  public ImpactFold(ImpactQuery query) {
    this.query = query;
  }

  private static final class Tally {
    private final UuidTable subjects = new UuidTable();
    private long pairings;
    private long runs;

    private void add(UUID subject) {
      subjects.add(subject);
      pairings++;
    }
  }

  /** The finding, and the ids of the affected subjects, sorted. */
  public record Result(ImpactFinding finding, List<SubjectId> subjects) {}

  /** Begins a run; whether the query concerns it, so that its pairings must be added. */
  public boolean begin(Placed<ListMatched> next) {
    endRun();
    if (!query.concerns(next)) {
      return false;
    }
    run = next;
    return true;
  }

  /** Adds a pairing of the run begun last, with the grant it relies on. */
  public void add(SubjectId subject, GrantLife grant) {
    add(subject, grant, false);
  }

  /** The same for a person who is erased: one more who was affected, whom nobody can name. */
  public void addErased(SubjectId subject, GrantLife grant) {
    add(subject, grant, true);
  }

  private void add(SubjectId paired, GrantLife grant, boolean isErased) {
    Placed<ListMatched> current = run;
    if (current == null) {
      throw new IllegalStateException("no run that the query concerns has begun");
    }
    if (!query.concerns(grant)) {
      return;
    }
    UUID subject = paired.value();
    pairings++;
    if (isErased) {
      erased++;
      erasedSubjects.add(subject);
    }
    subjects.add(subject);
    runTally.add(subject);
    ofAdvertiser(current).add(subject);
  }

  /** Says that the pairings of the run begun last are stored no more. */
  public void withoutPairings() {
    if (run == null || runTally.pairings > 0) {
      throw new IllegalStateException("no run has begun, or it has pairings");
    }
    withoutPairings.add(run.event().run());
  }

  /** The answer; nothing may be added after it. */
  public Result result() {
    endRun();
    List<SubjectId> sorted = Arrays.stream(subjects.sortedKeys()).map(SubjectId::new).toList();
    var perAdvertiser = new ArrayList<ImpactFinding.AdvertiserImpact>();
    advertisers.forEach((advertiser, tally) ->
        perAdvertiser.add(
            new ImpactFinding.AdvertiserImpact(
                new AdvertiserId(advertiser), tally.runs, tally.pairings, tally.subjects.size())));
    var finding =
        new ImpactFinding(
            query,
            pairings,
            sorted.size(),
            digest(sorted),
            first(runs),
            first(runs.reversed()),
            runs,
            perAdvertiser,
            withoutPairings,
            erased,
            erasedSubjects.size());
    return new Result(finding, sorted);
  }

  private Tally ofAdvertiser(Placed<ListMatched> of) {
    return advertisers.computeIfAbsent(of.event().advertiser().value(), _ -> new Tally());
  }

  /** The ledger's order is the order of recording. */
  private static Optional<Instant> first(List<ImpactFinding.RunImpact> runs) {
    return runs.stream().findFirst().map(ImpactFinding.RunImpact::recordedAt);
  }

  private void endRun() {
    Placed<ListMatched> ended = run;
    if (ended != null && runTally.pairings > 0) {
      ListMatched matched = ended.event();
      runs.add(
          new ImpactFinding.RunImpact(
              matched.run(),
              Fields.audience(ended),
              matched.advertiser(),
              matched.position(),
              ended.time(),
              runTally.pairings,
              runTally.subjects.size()));
      ofAdvertiser(ended).runs++;
      runTally = new Tally();
    }
    run = null;
  }

  /** SHA-256 over 16 bytes a subject. */
  static String digest(Iterable<SubjectId> sorted) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      ByteBuffer bytes = ByteBuffer.allocate(16);
      for (SubjectId subject : sorted) {
        bytes.putLong(0, subject.value().getMostSignificantBits());
        bytes.putLong(Long.BYTES, subject.value().getLeastSignificantBits());
        sha256.update(bytes.array());
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
