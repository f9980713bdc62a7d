package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.kernel.purpose.Purpose;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A bundle as its files, to damage one and zip them again. */
final class TestBundle {
  static final Instant CREATED_AT = Instant.parse("2026-11-22T00:00:00Z");
  static final ImpactQuery SECURITY =
      ImpactQuery.fromJson(JsonReader.object("{\"collectedFor\":[\"security.two_factor\"]}"));

  final Map<String, byte[]> files = new TreeMap<>();

  /** Two runs; a subject collected for two-factor security stands in both. */
  static TestLedger ledger() {
    return ledger(260);
  }

  /** With so many subjects more, of whom nothing but a contact point is known. */
  static TestLedger ledger(int others) {
    var ledger = new TestLedger();
    ledger.register(1, Purpose.NOTIFICATIONS);
    long grant1 = ledger.grant(1, Purpose.LIST_MATCHING, "toggle");
    ledger.register(2, Purpose.TWO_FACTOR);
    long grant2 = ledger.grant(2, Purpose.LIST_MATCHING, "prechecked");
    ledger.register(3, Purpose.NOTIFICATIONS);
    ledger.grant(3, Purpose.LIST_MATCHING, "toggle");
    ledger.withdraw(3);
    ledger.create(1, "adv-a");
    ledger.match(
        1,
        1,
        "adv-a",
        List.of(TestLedger.matchKey(1), TestLedger.matchKey(2), TestLedger.matchKey(3)),
        List.of(TestLedger.leaf(1, 1, grant1), TestLedger.leaf(2, 2, grant2)));
    ledger.create(2, "adv-b");
    ledger.match(
        2, 2, "adv-b", List.of(TestLedger.matchKey(2)), List.of(TestLedger.leaf(1, 2, grant2)));
    ledger.withdraw(2);
    for (int i = 100; i < 100 + others; i++) {
      ledger.register(i, Purpose.NOTIFICATIONS);
    }
    return ledger;
  }

  static ImpactFold.Result impact(TestLedger ledger, ImpactQuery query) {
    var fold = new ImpactFold(query);
    for (Placed<ListMatched> run : ledger.runs()) {
      if (fold.begin(run)) {
        for (PairingLeaf leaf : ledger.pairings.get(run.event().run())) {
          int subject = (int) leaf.subject().value().getLeastSignificantBits();
          SubjectGrants.of(leaf.subject(), ledger.stream(subject))
              .grantAt(leaf.grant())
              .ifPresent(grant -> fold.add(leaf.subject(), grant));
        }
      }
    }
    return fold.result();
  }

  static LedgerFinding ledgerFinding(TestLedger ledger) {
    var fold = new LedgerFold();
    for (int i = 0; i < ledger.entries.size(); i++) {
      fold.addLeaf(ledger.entries.get(i));
      fold.addRevision(ledger.headers.get(i));
    }
    return fold.finding(List.of());
  }

  static RunFinding runFinding(TestLedger ledger, int run) {
    Placed<ListMatched> recorded =
        ledger.runs().stream()
            .filter(one -> one.event().run().equals(TestLedger.run(run)))
            .findFirst()
            .orElseThrow();
    long subjects =
        ledger.pairings.get(TestLedger.run(run)).stream()
            .map(PairingLeaf::subject)
            .distinct()
            .count();
    return new RunFinding(recorded, subjects, 0, List.of());
  }

  static AccountFinding accountFinding(TestLedger ledger, int subject) {
    return AccountFinding.of(
        AccountQuery.fromJson(
            JsonObject.builder().put("subject", TestLedger.subject(subject).toString()).build()),
        ledger.stream(subject),
        ledger.invalidNotices());
  }

  /** Everything, with every run's files and the registrations of subjects 1 and 2 opened. */
  static TestBundle completeImpact(TestLedger ledger) {
    ImpactFold.Result impact = impact(ledger, SECURITY);
    return written(writer -> {
      allEntries(writer, ledger);
      writer.opened(0, ledger.eventKey(0));
      writer.opened(2, ledger.eventKey(2));
      runs(writer, ledger, ledger.pairings.keySet());
      writer.subjects(impact.subjects());
      writer.finish(ledger.checkpoint(), TestLedger.KEY.verifier(), CREATED_AT, impact.finding());
    });
  }

  static TestBundle complete(TestLedger ledger, Finding finding) {
    return written(writer -> {
      allEntries(writer, ledger);
      if (finding instanceof RunFinding run) {
        runs(writer, ledger, List.of(run.recorded().event().run()));
      }
      writer.finish(ledger.checkpoint(), TestLedger.KEY.verifier(), CREATED_AT, finding);
    });
  }

  /** The entries of the subjects and audiences named, each with its proof. */
  static TestBundle partialRun(TestLedger ledger, int run, String... streams) {
    return written(writer -> {
      for (int i = 0; i < ledger.entries.size(); i++) {
        String stream = ledger.headers.get(i).stream().value();
        if (List.of(streams).contains(stream)) {
          writer.entry(i, line(ledger, i), ledger.proof(i));
        }
      }
      runs(writer, ledger, List.of(TestLedger.run(run)));
      writer.finish(
          ledger.checkpoint(), TestLedger.KEY.verifier(), CREATED_AT, runFinding(ledger, run));
    });
  }

  interface Writing {
    void to(BundleWriter writer) throws IOException;
  }

  static TestBundle written(Writing writing) {
    var out = new ByteArrayOutputStream();
    var bundle = new TestBundle();
    try {
      try (var writer = new BundleWriter(out)) {
        writing.to(writer);
      }
      var zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()));
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        bundle.files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bundle;
  }

  static void allEntries(BundleWriter writer, TestLedger ledger) throws IOException {
    for (int from = 0; from < ledger.entries.size(); from += 256) {
      int to = Math.min(from + 256, ledger.entries.size());
      writer.entries(IntStream.range(from, to).mapToObj(i -> line(ledger, i)).toList());
    }
  }

  static LedgerLine line(TestLedger ledger, int index) {
    return new LedgerLine(ledger.positions.get(index), ledger.entries.get(index));
  }

  private static void runs(BundleWriter writer, TestLedger ledger, Iterable<RunId> runs)
      throws IOException {
    for (RunId run : runs) {
      try (OutputStream out = writer.pairings(run)) {
        for (PairingLeaf leaf : ledger.pairings.get(run)) {
          out.write(leaf.bytes());
        }
      }
      try (OutputStream out = writer.list(run)) {
        out.write(ledger.lists.get(run));
      }
    }
  }

  String text(String name) {
    return new String(files.get(name), StandardCharsets.UTF_8);
  }

  void replace(String name, String from, String to) {
    String before = text(name);
    if (!before.contains(from)) {
      throw new AssertionError(name + " does not contain " + from);
    }
    files.put(name, before.replace(from, to).getBytes(StandardCharsets.UTF_8));
  }

  /** As a forger would: the manifest lists the files as they are now. */
  TestBundle listedAgain() {
    JsonObject old = JsonReader.object(files.get(BundleFile.MANIFEST));
    var listed = new TreeMap<String, Manifest.FileFacts>();
    files.forEach((name, content) -> {
      if (!name.equals(BundleFile.MANIFEST)) {
        listed.put(name, new Manifest.FileFacts(sha256(content), content.length));
      }
    });
    Manifest manifest = Manifest.fromJson(old);
    files.put(
        BundleFile.MANIFEST,
        JsonWriter.bytes(
            new Manifest(
                    manifest.origin(),
                    manifest.vkey(),
                    manifest.ledgerSize(),
                    manifest.kind(),
                    manifest.createdAt(),
                    manifest.complete(),
                    listed)
                .json()));
    return this;
  }

  byte[] zip() {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      for (var file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  Verification verify(Path folder) {
    return verify(folder, Trust.inKey(TestLedger.KEY.verifier()));
  }

  Verification verify(Path folder, VerifierKey key) {
    return verify(folder, Trust.inKey(key));
  }

  Verification verify(Path folder, Trust trust) {
    try {
      Path file = Files.write(folder.resolve("bundle.zip"), zip());
      try (EvidenceBundle bundle = EvidenceBundle.open(file)) {
        return Verification.of(bundle, trust, Progress.NONE);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
