package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.ProofException;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Checks one bundle, step after step; the first step with a failure is the last. */
final class BundleVerifier {
  private static final int BUFFER_BYTES = 1 << 16;

  private final EvidenceBundle bundle;
  private final Trust trust;
  private final Progress progress;
  private final List<Check> checks = new ArrayList<>();

  BundleVerifier(EvidenceBundle bundle, Trust trust, Progress progress) {
    this.bundle = bundle;
    this.trust = trust;
    this.progress = progress;
  }

  /** Ends the verification: a check has failed. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What a check does; it answers its outcome and one sentence. */
  private interface Step {
    Said run() throws IOException;
  }

  private record Said(Check.Outcome outcome, String sentence) {
    static Said passed(String sentence) {
      return new Said(Check.Outcome.PASSED, sentence);
    }

    static Said limited(String sentence) {
      return new Said(Check.Outcome.LIMITED, sentence);
    }

    static Said notApplicable(String sentence) {
      return new Said(Check.Outcome.NOT_APPLICABLE, sentence);
    }
  }

  Verification verify() throws IOException {
    try {
      steps();
    } catch (Failed _) {
      // The failed check is the last of them.
    }
    return new Verification(bundle.manifest(), checks);
  }

  private void steps() throws IOException, Failed {
    check(Check.Name.FILES, "the bundle", this::files);
    var opened = new Checkpoint[1];
    var note = new SignedNote[1];
    check(
        Check.Name.CHECKPOINT,
        BundleFile.CHECKPOINT,
        () -> {
          note[0] = SignedNote.parse(bundle.bytes(BundleFile.CHECKPOINT));
          opened[0] = checkpoint(note[0]);
          TreeHead head = opened[0].head();
          return Said.passed("signed by " + opened[0].origin() + ", size " + head.size());
        });
    check(Check.Name.COSIGNATURES, BundleFile.CHECKPOINT, () -> cosignatures(note[0]));
    Checkpoint checkpoint = opened[0];

    var runFiles = new RunFiles(bundle);
    EvidenceException unreadable = null;
    try {
      runFiles.addUp();
    } catch (EvidenceException e) {
      // Told in its turn: the entries come first.
      unreadable = e;
    }
    var finding = new FindingCheck(bundle, checkpoint, runFiles);
    EntryPass entries = entries(checkpoint, runFiles, finding);
    runs(entries, runFiles, finding, unreadable);
    check(Check.Name.FINDING, BundleFile.FINDING, () -> finding(finding, entries));
    check(Check.Name.REPORT, BundleFile.REPORT, () -> report(checkpoint));
  }

  private void check(Check.Name name, String where, Step step) throws IOException, Failed {
    progress.at(name, 0, 1);
    try {
      Said said = step.run();
      checks.add(new Check(name, said.outcome(), "", said.sentence()));
    } catch (EvidenceException e) {
      fail(name, e.where(), e.says());
    } catch (ProofException | JsonException e) {
      fail(name, where, String.valueOf(e.getMessage()));
    }
  }

  private void fail(Check.Name name, String where, String says) throws Failed {
    checks.add(new Check(name, Check.Outcome.FAILED, where, says));
    throw new Failed();
  }

  private Said files() throws IOException {
    long total = 0;
    for (var facts : bundle.manifest().files().values()) {
      total += facts.bytes();
    }
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    for (var file : bundle.manifest().files().entrySet()) {
      MessageDigest sha256 = sha256();
      try (InputStream in = bundle.stream(file.getKey())) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          sha256.update(buffer, 0, read);
          done += read;
        }
      }
      progress.at(Check.Name.FILES, done, total);
      if (!HexFormat.of().formatHex(sha256.digest()).equals(file.getValue().sha256())) {
        throw new EvidenceException(file.getKey(), "has not the hash that the manifest gives it");
      }
    }
    return Said.passed(bundle.manifest().files().size() + " files as the manifest lists them");
  }

  private Checkpoint checkpoint(SignedNote note) {
    Checkpoint checkpoint = Checkpoint.open(note, trust.log());
    Manifest manifest = bundle.manifest();
    if (!manifest.origin().equals(checkpoint.origin())
        || !namesSigner(note, manifest.vkey())
        || manifest.ledgerSize() != checkpoint.head().size()) {
      throw new EvidenceException(
          BundleFile.MANIFEST, "names another log, key or size than the checkpoint");
    }
    return checkpoint;
  }

  /** The manifest may name a key that the auditor does not know yet, next to one that it does. */
  private static boolean namesSigner(SignedNote note, String vkey) {
    try {
      note.verify(VerifierKey.parse(vkey));
      return true;
    } catch (ProofException _) {
      return false;
    }
  }

  private Said cosignatures(SignedNote note) {
    if (trust.witnesses().isEmpty()) {
      return Said.notApplicable("no witness was asked for");
    }
    var cosigned = note.cosignatures(trust.witnesses());
    for (var witness : trust.witnesses()) {
      if (cosigned.stream().noneMatch(cosignature -> cosignature.witness().equals(witness))) {
        throw new EvidenceException(BundleFile.CHECKPOINT, witness.name() + " has not cosigned");
      }
    }
    return Said.passed(cosigned.size() + " witnesses have cosigned");
  }

  private EntryPass entries(Checkpoint checkpoint, RunFiles runFiles, FindingCheck finding)
      throws IOException, Failed {
    Optional<TreeHead> earlier = earlierHead();
    var files = new EntryFiles(bundle, checkpoint, trust.log());
    runFiles.place(GrantPlaces.find(bundle, files, runFiles.erasedGrants()));
    var entries =
        new EntryPass(
            bundle,
            subject -> runFiles.names(subject) || finding.names(subject),
            earlier.map(head -> OptionalLong.of(head.size())).orElse(OptionalLong.empty()));
    entries.read(files, progress);
    check(
        Check.Name.EARLIER_CHECKPOINT,
        BundleFile.CHECKPOINT,
        () ->
            earlier.isPresent()
                ? earlier(earlier.get(), checkpoint.head(), entries)
                : Said.notApplicable("no earlier checkpoint was given"));
    entryChecks(checkpoint, entries);
    return entries;
  }

  private Optional<TreeHead> earlierHead() throws Failed {
    try {
      return trust.earlier().map(note -> Checkpoint.open(note, trust.log()).head());
    } catch (ProofException e) {
      fail(Check.Name.EARLIER_CHECKPOINT, "the earlier checkpoint", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Said earlier(TreeHead earlier, TreeHead now, EntryPass entries) {
    if (now.size() < earlier.size()) {
      throw new EvidenceException(BundleFile.CHECKPOINT, "the ledger was longer before");
    }
    boolean isSame = now.size() == earlier.size();
    if (!bundle.manifest().complete() && !isSame) {
      return Said.limited("not proved by single entries: \"auditor follow\" proves it");
    }
    TreeHead found = isSame ? now : entries.atEarlierSize().orElse(now);
    if (!found.equals(earlier)) {
      throw new EvidenceException(
          BundleFile.CHECKPOINT, "the ledger does not continue the earlier checkpoint");
    }
    return Said.passed("the ledger continues the one of " + earlier.size() + " entries");
  }

  /** All of them are told: one damaged entry fails several. */
  private void entryChecks(Checkpoint checkpoint, EntryPass entries) throws Failed {
    boolean complete = bundle.manifest().complete();
    long size = checkpoint.head().size();
    EvidenceException root =
        complete && !entries.ledger().head().equals(checkpoint.head())
            ? new EvidenceException("entries/", "do not lead to the checkpoint's root")
            : null;
    entryCheck(
        Check.Name.ENTRIES,
        entries.defect(Check.Name.ENTRIES).orElse(root),
        complete
            ? Said.passed("all " + size + " entries lead to the signed root")
            : Said.limited(
                entries.count()
                    + " of "
                    + size
                    + " entries are here and in the ledger; what the others say is not known"));
    entryCheck(
        Check.Name.POSITIONS,
        entries.defect(Check.Name.POSITIONS).orElse(null),
        entries.isGapless()
            ? Said.passed("each is its index and one")
            : Said.limited("they rise, with gaps: their numbers are as the operator gives them"));
    entryCheck(
        Check.Name.REVISIONS,
        entries.defect(Check.Name.REVISIONS).orElse(null),
        Said.passed("each stream's follow one another from 0"));
    entryCheck(
        Check.Name.EVENTS,
        entries.defect(Check.Name.EVENTS).orElse(null),
        Said.passed(entries.runs().size() + " runs are recorded"));
    entryCheck(
        Check.Name.OPENED,
        entries.defect(Check.Name.OPENED).orElse(null),
        Said.passed("each opens with its key"));
    if (checks.stream().anyMatch(check -> check.outcome() == Check.Outcome.FAILED)) {
      throw new Failed();
    }
  }

  private void entryCheck(Check.Name name, @Nullable EvidenceException defect, Said said) {
    checks.add(
        defect == null
            ? new Check(name, said.outcome(), "", said.sentence())
            : new Check(name, Check.Outcome.FAILED, defect.where(), defect.says()));
  }

  private void runs(
      EntryPass entries,
      RunFiles files,
      FindingCheck finding,
      @Nullable EvidenceException unreadable)
      throws IOException, Failed {
    if (unreadable != null) {
      fail(Check.Name.PAIRINGS, unreadable.where(), unreadable.says());
    }
    check(
        Check.Name.PAIRINGS,
        "runs/",
        () -> {
          for (RunId run : files.withPairings()) {
            files.checkRecorded(run, entries.runs());
          }
          List<RunId> missing = finding.runsWithoutPairings(entries.runs().values());
          return missing.isEmpty()
              ? Said.passed("of " + files.withPairings().size() + " runs")
              : Said.limited("of " + missing.size() + " runs they are stored no more");
        });
    check(
        Check.Name.GRANTS,
        "runs/",
        () -> {
          long pairings = finding.foldPairings(entries);
          long erased = files.erased();
          return Said.passed(
              pairings
                  + " pairings, each under a grant active at its run"
                  + (erased == 0 ? "" : "; " + erased + " of them are of people erased since"));
        });
    check(Check.Name.LISTS, "runs/", () -> lists(entries, files));
    check(Check.Name.MATCH_KEYS, "runs/", () -> matchKeys(entries, files));
  }

  private Said lists(EntryPass entries, RunFiles files) throws IOException {
    for (RunId run : files.withList()) {
      files.checkList(run, entries.runs());
    }
    long missing =
        files.withPairings().stream().filter(run -> !files.withList().contains(run)).count();
    return missing == 0
        ? Said.passed("of " + files.withList().size() + " runs")
        : Said.limited("of " + missing + " runs the list is not here");
  }

  private Said matchKeys(EntryPass entries, RunFiles files) throws IOException {
    if (trust.matchSecrets().isEmpty()) {
      return Said.notApplicable("no match secret was given");
    }
    MatchSecrets secrets = trust.matchSecrets().get();
    long closed = 0;
    for (RunId run : files.withPairings()) {
      Placed<ListMatched> recorded =
          RunFiles.recorded(run, BundleFile.pairings(run), entries.runs());
      Optional<MatchSecret> secret = secrets.of(recorded.event().matchSecretVersion());
      closed +=
          secret.isPresent()
              ? files.checkKeys(recorded, secret.get(), entries)
              : files.facts(run).pairings();
    }
    return closed == 0
        ? Said.passed("each is the key of its contact point")
        : Said.limited(
            closed
                + " pairings are under another secret, of people erased since, or their digests are"
                + " not opened");
  }

  private Said finding(FindingCheck finding, EntryPass entries) throws IOException {
    return finding.compare(entries)
        ? Said.passed("computed again, it is the same")
        : Said.limited("only the checkpoint is proved: the entries are not here");
  }

  private Said report(Checkpoint checkpoint) throws IOException {
    byte[] expected =
        Report.html(
            JsonReader.object(bundle.bytes(BundleFile.FINDING)),
            checkpoint,
            bundle.manifest().complete());
    if (!Arrays.equals(expected, bundle.bytes(BundleFile.REPORT))) {
      throw new EvidenceException(BundleFile.REPORT, "says something else than finding.json");
    }
    return Said.passed("it says what the finding says");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
