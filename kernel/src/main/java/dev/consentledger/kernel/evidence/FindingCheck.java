package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.proof.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Computes a bundle's finding again from what is in it, and compares. */
final class FindingCheck {
  private final EvidenceBundle bundle;
  private final Checkpoint checkpoint;
  private final RunFiles files;
  private final JsonObject given;
  private final Optional<EvidenceException> unreadable;
  private final String kind;
  private final Optional<AccountQuery> account;
  private final Optional<RunId> run;
  private final Optional<ImpactFold> impact;
  private final Set<RunId> excused = new HashSet<>();

  FindingCheck(EvidenceBundle bundle, Checkpoint checkpoint, RunFiles files) throws IOException {
    this.bundle = bundle;
    this.checkpoint = checkpoint;
    this.files = files;
    JsonObject json = JsonObject.builder().build();
    EvidenceException defect = null;
    String readKind = "";
    AccountQuery readAccount = null;
    RunId readRun = null;
    ImpactFold readImpact = null;
    try {
      json = JsonReader.object(bundle.bytes(BundleFile.FINDING));
      Fields.requireOnly(json, Set.of("kind", "query", "result"));
      readKind = json.string("kind");
      JsonObject query = json.object("query");
      switch (readKind) {
        case "account" -> readAccount = AccountQuery.fromJson(query);
        case "run" -> readRun = RunId.parse(query.string("run"));
        case "impact" -> {
          readImpact = new ImpactFold(ImpactQuery.fromJson(query));
          json.object("result").strings("withoutPairings").stream()
              .map(RunId::parse)
              .forEach(excused::add);
        }
        case "ledger" -> Fields.requireOnly(query, Set.of());
        default -> throw new JsonException("unknown kind of finding");
      }
    } catch (JsonException | IllegalArgumentException e) {
      defect = new EvidenceException(BundleFile.FINDING, "is not readable: " + e.getMessage());
    }
    this.given = json;
    this.unreadable = Optional.ofNullable(defect);
    this.kind = readKind;
    this.account = Optional.ofNullable(readAccount);
    this.run = Optional.ofNullable(readRun);
    this.impact = Optional.ofNullable(readImpact);
  }

  /** Whether the finding is about this subject. */
  boolean names(SubjectId subject) {
    return account.filter(query -> query.subject().equals(subject)).isPresent();
  }

  /**
   * The runs whose pairings the finding says are stored no more; throws where those of any other
   * run that it needs are missing.
   */
  List<RunId> runsWithoutPairings(Collection<Placed<ListMatched>> recorded) {
    if (run.isPresent() && !files.withPairings().contains(run.get())) {
      throw new EvidenceException(BundleFile.pairings(run.get()), "is missing");
    }
    if (impact.isEmpty()) {
      return List.of();
    }
    var without = new ArrayList<RunId>();
    ImpactQuery query = ImpactQuery.fromJson(given.object("query"));
    for (Placed<ListMatched> one : recorded) {
      RunId id = one.event().run();
      if (query.concerns(one) && !files.withPairings().contains(id)) {
        if (!excused.contains(id)) {
          throw new EvidenceException(BundleFile.pairings(id), "is missing");
        }
        without.add(id);
      }
    }
    return without;
  }

  /** Checks the grant under every pairing, and counts those that the finding is about. */
  long foldPairings(EntryPass entries) throws IOException {
    var pairings = new long[1];
    for (Placed<ListMatched> recorded : entries.runs().values()) {
      boolean counts = impact.map(fold -> fold.begin(recorded)).orElse(false);
      RunId id = recorded.event().run();
      if (files.withPairings().contains(id)) {
        files.judge(
            recorded,
            entries,
            paired -> {
              pairings[0]++;
              if (counts) {
                add(impact.orElseThrow(), paired);
              }
            });
      } else if (counts) {
        impact.orElseThrow().withoutPairings();
      }
    }
    return pairings[0];
  }

  private static void add(ImpactFold fold, RunFiles.Paired paired) {
    if (paired.isErased()) {
      fold.addErased(paired.subject(), paired.grant());
    } else {
      fold.add(paired.subject(), paired.grant());
    }
  }

  /** Throws where the finding is another; false where only a part of it could be computed. */
  boolean compare(EntryPass entries) throws IOException {
    if (unreadable.isPresent()) {
      throw unreadable.get();
    }
    if (!kind.equals(bundle.manifest().kind())) {
      throw new EvidenceException(BundleFile.MANIFEST, "names another kind of finding");
    }
    if (kind.equals("ledger") && !bundle.manifest().complete()) {
      compareHead();
      return false;
    }
    compare(given, recomputed(entries).json(), "");
    return true;
  }

  private Finding recomputed(EntryPass entries) throws IOException {
    if (account.isPresent()) {
      return AccountFinding.of(
          account.get(), entries.stream(account.get().subject()), entries.notices());
    }
    if (run.isPresent()) {
      Placed<ListMatched> recorded =
          Optional.ofNullable(entries.runs().get(run.get()))
              .orElseThrow(() ->
                  new EvidenceException(
                      BundleFile.FINDING, "is about a run that no entry records"));
      RunFiles.People people = files.people(run.get());
      return new RunFinding(
          recorded,
          people.subjects(),
          people.erased(),
          List.of(),
          saysListGone() && !files.withList().contains(run.get()));
    }
    if (impact.isPresent()) {
      ImpactFold.Result result = impact.get().result();
      compareSubjects(result.subjects());
      return result.finding();
    }
    return entries.ledger().finding(List.of());
  }

  /** A finding that was made without the list proves less, and must say so. */
  private boolean saysListGone() {
    return given.object("result").has("listGone") && given.object("result").bool("listGone");
  }

  /** Without the entries, size and root are what the checkpoint says, and no more is known. */
  private void compareHead() {
    JsonObject result = given.object("result");
    if (result.number("size") != checkpoint.head().size()
        || !result.string("root").equals(checkpoint.head().root().hex())
        || !result.strings("differences").isEmpty()) {
      throw new EvidenceException(BundleFile.FINDING, "is not what the checkpoint says");
    }
  }

  private void compareSubjects(List<SubjectId> expected) throws IOException {
    try (var lines = new Lines(bundle.stream(BundleFile.SUBJECTS), BundleFile.SUBJECTS)) {
      for (SubjectId subject : expected) {
        Optional<JsonObject> line = lines.next();
        if (line.isEmpty()) {
          throw new EvidenceException(BundleFile.SUBJECTS, "leaves out an affected subject");
        }
        if (!line.get().equals(subjectLine(subject))) {
          throw lines.damaged("is not the subject that must stand there");
        }
      }
      if (lines.next().isPresent()) {
        throw lines.damaged("names a subject too many");
      }
    }
  }

  static JsonObject subjectLine(SubjectId subject) {
    return JsonObject.builder().put("subject", subject.toString()).build();
  }

  /** Names the first field that differs. */
  private static void compare(JsonObject given, JsonObject expected, String path) {
    var names = new TreeSet<>(given.fields().keySet());
    names.addAll(expected.fields().keySet());
    for (String name : names) {
      Object one = given.fields().get(name);
      Object other = expected.fields().get(name);
      compareValue(one, other, path.isEmpty() ? name : path + "." + name);
    }
  }

  /** A finding from before people could be erased says nothing of it. */
  private static boolean isOlder(@Nullable Object given, @Nullable Object expected, String path) {
    return given == null
        && Long.valueOf(0).equals(expected)
        && (path.equals("result.erased") || path.equals("result.erasedSubjects"));
  }

  private static void compareValue(@Nullable Object given, @Nullable Object expected, String path) {
    if (Objects.equals(given, expected) || isOlder(given, expected, path)) {
      return;
    }
    if (given instanceof JsonObject one && expected instanceof JsonObject other) {
      compare(one, other, path);
      return;
    }
    if (given instanceof List<?> one && expected instanceof List<?> other) {
      for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
        compareValue(one.get(i), other.get(i), path + "[" + i + "]");
      }
    }
    throw new EvidenceException(
        BundleFile.FINDING, "is not what the ledger says: " + path + " differs");
  }
}
