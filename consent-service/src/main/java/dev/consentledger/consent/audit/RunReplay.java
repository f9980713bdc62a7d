package dev.consentledger.consent.audit;

import dev.consentledger.consent.audit.ReplayFailed.Why;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.consent.privacy.Subjects.Subject;
import dev.consentledger.consent.proof.SignedCheckpoint;
import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.ListFile;
import dev.consentledger.kernel.evidence.PairingLeaf;
import dev.consentledger.kernel.evidence.PairingReader;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.RunFinding;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Pairs a stored list again, with permissions rebuilt from the ledger alone, and compares root and
 * pairings with what the run recorded and stored. Where the list is stored no more, what is left of
 * that is done: see {@link PairingsAlone}.
 */
@Singleton
final class RunReplay {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Scopes scopes;
  private final RecordedRuns recordedRuns;
  private final LedgerPages pages;
  private final MatchingRuns matching;
  private final PairingJudge judges;
  private final PairingsAlone pairingsAlone;
  private final Subjects subjects;
  private final Optional<Path> secretFile;
  private final AuditSettings settings;
  private final OwnThread own;

  RunReplay(
      Scopes scopes,
      RecordedRuns recordedRuns,
      LedgerPages pages,
      MatchingRuns matching,
      PairingJudge judges,
      PairingsAlone pairingsAlone,
      Subjects subjects,
      AuditSettings settings,
      ConsentSettings files) {
    this.scopes = scopes;
    this.recordedRuns = recordedRuns;
    this.pages = pages;
    this.matching = matching;
    this.judges = judges;
    this.pairingsAlone = pairingsAlone;
    this.subjects = subjects;
    this.settings = settings;
    this.secretFile = files.matchSecretFile();
    this.own = new OwnThread(settings.readLimit());
  }

  Found run(Running running, RunId run, Path folder) throws IOException {
    SignedCheckpoint scope = scopes.of(running);
    RecordedRuns.Found found = recordedRuns.one(run, scope, running.watch().stage(0, 0.25));
    Placed<ListMatched> recorded = found.runs().getFirst();
    Path list = folder.resolve("list");
    Path pairings = folder.resolve("pairings");
    boolean hasList = matching.list(run, list);
    if (!matching.pairings(run, pairings)) {
      throw new ReplayFailed(
          Why.PAIRINGS_GONE, "the pairings of run " + run + " are stored no more");
    }
    PairingJudge.OfRun judge = judges.of(recorded, scope, found.erased());
    if (!hasList) {
      return new Found(pairingsAlone.check(judge, recorded, scope.position(), pairings));
    }
    MatchSecret secret = secret(recorded.event());
    var keys = new MatchKeyTable();
    ListFile.Content content = read(list, (_, rowKeys, count) -> addKeys(keys, rowKeys, count));
    Permitted permitted = permitted(recorded, scope, keys, secret, running.watch());
    return new Found(compared(judge, recorded, content, permitted, list, pairings));
  }

  private MatchSecret secret(ListMatched matched) {
    Path file =
        secretFile.orElseThrow(() ->
            new ReplayFailed(
                Why.MATCH_SECRET_DIFFERS, ConsentSettings.MATCH_SECRET_FILE + " is not set"));
    return MatchSecretFile.read(file, ConsentSettings.MATCH_SECRET_FILE)
        .of(matched.matchSecretVersion())
        .orElseThrow(() ->
            new ReplayFailed(
                Why.MATCH_SECRET_DIFFERS,
                "the run used version "
                    + matched.matchSecretVersion()
                    + " of the match secret, which "
                    + ConsentSettings.MATCH_SECRET_FILE
                    + " no longer holds"));
  }

  private void addKeys(MatchKeyTable keys, MatchKey[] rowKeys, int count) {
    for (int i = 0; i < count; i++) {
      keys.add(rowKeys[i].high(), rowKeys[i].low());
    }
    if (keys.size() > settings.listKeysMax()) {
      throw new ReplayFailed(
          Why.LIST_TOO_LARGE,
          "the list has more distinct match keys than consentledger.audit.list-keys-max");
    }
  }

  private Permitted permitted(
      Placed<ListMatched> recorded,
      SignedCheckpoint scope,
      MatchKeyTable keys,
      MatchSecret secret,
      Watch watch)
      throws IOException {
    var permitted = new Permitted(keys, secret);
    pages.pages(
        recorded.event().position(),
        Math.min(recorded.event().position().value(), scope.size()),
        watch.stage(0.25, 0.95),
        (first, page) -> {
          Map<SubjectId, Seal> seals = seals(page);
          for (int i = 0; i < page.size(); i++) {
            if (page.get(i).stream().isSubject()) {
              add(permitted, first + i, page.get(i), seals);
            } else if (page.get(i).stream().isNotice()) {
              permitted.add(noticeEvent(first + i, page.get(i)));
            }
          }
        });
    return permitted;
  }

  private static void add(
      Permitted permitted, long index, StoredEntry stored, Map<SubjectId, Seal> seals) {
    SubjectId subject = stored.stream().subject();
    byte[] bytes = stored.bytes().array();
    try {
      if (EntryCodec.decode(bytes, Seal.CLOSED).event() instanceof SubjectEvent closed) {
        permitted.add(subject, stored.position(), opened(closed, bytes, seals.get(subject)));
        return;
      }
    } catch (EntryException e) {
      throw Histories.unreadable(index, String.valueOf(e.getMessage()));
    }
    throw Histories.unreadable(index, "it is no event of a subject");
  }

  private static NoticeEvent noticeEvent(long index, StoredEntry stored) {
    return new Histories.Indexed(index, stored)
        .placed()
        .as(NoticeEvent.class)
        .orElseThrow(() -> Histories.unreadable(index, "it is no event of a notice"))
        .event();
  }

  /** A sealed part that does not open permits nothing. */
  private static SubjectEvent opened(SubjectEvent closed, byte[] bytes, @Nullable Seal seal) {
    if (!(closed instanceof SubjectEvent.ContactPointRegistered) || seal == null) {
      return closed;
    }
    try {
      return EntryCodec.decode(bytes, seal).event() instanceof SubjectEvent opened
          ? opened
          : closed;
    } catch (EntryException _) {
      return closed;
    }
  }

  /** Of the subjects with a registration in this page; an erased one has none. */
  private Map<SubjectId, Seal> seals(List<StoredEntry> page) {
    Set<SubjectId> wanted =
        page.stream()
            .filter(entry -> entry.stream().isSubject())
            .filter(entry -> entry.type().contains("ContactPointRegistered"))
            .map(entry -> entry.stream().subject())
            .collect(Collectors.toSet());
    List<Optional<Subject>> found =
        own.get(
            Multi.createFrom()
                .iterable(wanted)
                .onItem()
                .transformToUni(subjects::find)
                .merge(settings.lookupsMax())
                .collect()
                .asList());
    Map<SubjectId, Seal> seals = new HashMap<>();
    found.forEach(one -> one.ifPresent(subject -> seals.put(subject.id(), subject.seal())));
    return seals;
  }

  private static RunFinding compared(
      PairingJudge.OfRun judge,
      Placed<ListMatched> recorded,
      ListFile.Content content,
      Permitted permitted,
      Path list,
      Path pairings)
      throws IOException {
    ListMatched matched = recorded.event();
    try (InputStream in = open(pairings)) {
      var comparison =
          new PairingComparison(new PairingReader(in, "the pairings"), judge, matched.position());
      if (!content.digest().equals(matched.listDigest())) {
        comparison.differs("the stored list is not the one whose digest the run recorded");
      }
      if (content.rows() != matched.counts().rowsAccepted()) {
        comparison.differs("the stored list has another number of rows than the run recorded");
      }
      read(
          list,
          (row, keys, count) -> {
            for (PairingLeaf leaf : permitted.pair(row, keys, count)) {
              comparison.permitted(leaf);
            }
          });
      comparison.end();
      compareRoots(comparison, matched);
      return new RunFinding(
          recorded, comparison.subjects(), comparison.erased(), comparison.differences());
    }
  }

  private static void compareRoots(PairingComparison comparison, ListMatched matched) {
    if (!comparison.permittedRoot().equals(matched.resultRoot())) {
      comparison.differs("pairing again gives another result root than the run recorded");
    }
    if (!comparison.storedRoot().equals(matched.resultRoot())) {
      comparison.differs("the stored pairings lead to another result root than the run recorded");
    }
    if (comparison.storedPairings() != matched.counts().pairings()) {
      comparison.differs("the run recorded another number of pairings than are stored");
    }
  }

  private static ListFile.Content read(Path list, ListFile.RowVisitor visitor) throws IOException {
    try (InputStream in = open(list)) {
      return ListFile.read(in, "the list", visitor);
    }
  }

  private static InputStream open(Path file) throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
  }
}
