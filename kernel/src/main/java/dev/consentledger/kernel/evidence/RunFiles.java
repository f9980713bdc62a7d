package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.purpose.Purpose;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The pairings and lists in a bundle, read as streams, as often as a check needs them. */
final class RunFiles {
  private static final int BUFFER_BYTES = 1 << 16;

  private final EvidenceBundle bundle;
  private final Set<RunId> withPairings = new LinkedHashSet<>();
  private final Set<RunId> withList = new LinkedHashSet<>();
  private final Map<RunId, Facts> facts = new LinkedHashMap<>();
  private final Map<RunId, People> people = new LinkedHashMap<>();
  private final UuidTable subjects = new UuidTable();
  private final Set<Position> erasedGrants = new HashSet<>();
  private Map<Position, SubjectId> places = Map.of();

  /** What a run's pairings add up to. */
  record Facts(String root, long pairings) {}

  /** Who stands in them, as the entries tell. */
  record People(long subjects, long erased) {}

  /** One pairing with what the ledger says of it. */
  record Paired(SubjectId subject, GrantLife grant, boolean isErased) {}

  /** Takes one pairing and its number, from 0. */
  interface Visitor {
    void pairing(PairingRecord pairing, long number);
  }

  /** Takes one pairing that the ledger permits. */
  interface PairedVisitor {
    void pairing(Paired paired);
  }

  RunFiles(EvidenceBundle bundle) {
    this.bundle = bundle;
    for (String name : bundle.manifest().files().keySet()) {
      BundleFile.runOfPairings(name).ifPresent(withPairings::add);
      BundleFile.runOfList(name).ifPresent(withList::add);
    }
  }

  Set<RunId> withPairings() {
    return withPairings;
  }

  Set<RunId> withList() {
    return withList;
  }

  /** Whose history the pairings rest on. */
  boolean names(SubjectId subject) {
    return subjects.contains(subject.value());
  }

  /** The grants of the erased pairings: their entries lead to the people. */
  Set<Position> erasedGrants() {
    return erasedGrants;
  }

  /** Whose streams these grants stand in. */
  void place(Map<Position, SubjectId> grants) {
    places = Map.copyOf(grants);
    grants.values().forEach(subject -> subjects.add(subject.value()));
  }

  /** Who stands in a run's pairings, once they were {@link #judge judged}. */
  People people(RunId run) {
    People found = people.get(run);
    if (found == null) {
      throw new EvidenceException(BundleFile.pairings(run), "is missing");
    }
    return found;
  }

  /** Of all runs that were judged. */
  long erased() {
    return people.values().stream().mapToLong(People::erased).sum();
  }

  Facts facts(RunId run) {
    Facts found = facts.get(run);
    if (found == null) {
      throw new EvidenceException(BundleFile.pairings(run), "is missing");
    }
    return found;
  }

  /** Adds up the pairings of every run. */
  void addUp() throws IOException {
    var hasher = new TreeHasher();
    for (RunId run : withPairings) {
      var root = new RootBuilder();
      read(
          run,
          (pairing, _) -> {
            root.addLeafHash(pairing.leafHash(hasher));
            switch (pairing) {
              case PairingRecord.Whole(PairingLeaf leaf) -> subjects.add(leaf.subject().value());
              case PairingRecord.Erased erased -> erasedGrants.add(erased.grant());
            }
          });
      facts.put(run, new Facts(root.root().hex(), root.size()));
    }
  }

  void read(RunId run, Visitor visitor) throws IOException {
    try (InputStream in = stream(BundleFile.pairings(run))) {
      var reader = new PairingReader(in, BundleFile.pairings(run));
      for (var leaf = reader.next(); leaf.isPresent(); leaf = reader.next()) {
        visitor.pairing(leaf.get(), reader.count() - 1);
      }
    }
  }

  /** Checks every pairing of a run against the ledger, and counts the people in them. */
  void judge(Placed<ListMatched> run, EntryPass entries, PairedVisitor visitor) throws IOException {
    var ofRun = new UuidTable();
    var erased = new long[1];
    read(
        run.event().run(),
        (pairing, number) -> {
          Paired paired = paired(pairing, number, run, entries);
          ofRun.add(paired.subject().value());
          erased[0] += paired.isErased() ? 1 : 0;
          visitor.pairing(paired);
        });
    people.put(run.event().run(), new People(ofRun.size(), erased[0]));
  }

  /** Throws unless the ledger permitted the pairing, and tells of the erasure where it says so. */
  private Paired paired(
      PairingRecord pairing, long number, Placed<ListMatched> run, EntryPass entries) {
    return switch (pairing) {
      case PairingRecord.Whole(PairingLeaf leaf) ->
          paired(leaf.subject(), leaf.grant(), "the pairing of row " + leaf.row(), run, entries);
      case PairingRecord.Erased erased -> {
        String named = "the erased pairing " + number;
        String where = BundleFile.pairings(run.event().run());
        SubjectId subject =
            Optional.ofNullable(places.get(erased.grant()))
                .orElseThrow(() -> new EvidenceException(where, named + " rests on no grant"));
        Paired paired = paired(subject, erased.grant(), named, run, entries);
        if (!paired.isErased()) {
          throw new EvidenceException(where, named + " is of a subject that is not erased");
        }
        yield paired;
      }
    };
  }

  /** Compares the pairings with what the ledger records of their run. */
  void checkRecorded(RunId run, Map<RunId, Placed<ListMatched>> runs) {
    Placed<ListMatched> recorded = recorded(run, BundleFile.pairings(run), runs);
    Facts found = facts(run);
    if (found.pairings() != recorded.event().counts().pairings()) {
      throw new EvidenceException(
          BundleFile.pairings(run), "has another number of pairings than the ledger records");
    }
    if (!found.root().equals(recorded.event().resultRoot())) {
      throw new EvidenceException(
          BundleFile.pairings(run), "does not lead to the result root that the ledger records");
    }
  }

  private static Paired paired(
      SubjectId subject, Position grant, String row, Placed<ListMatched> run, EntryPass entries) {
    String where = BundleFile.pairings(run.event().run());
    Optional<SubjectGrants> grants = entries.grants(subject);
    GrantLife life =
        grants
            .flatMap(found -> found.grantAt(grant))
            .orElseThrow(() -> new EvidenceException(where, row + " rests on no grant"));
    if (life.purpose() != Purpose.LIST_MATCHING) {
      throw new EvidenceException(where, row + " rests on a grant of another purpose");
    }
    if (!grants.orElseThrow().counted(life, run.event().position(), entries.notices())) {
      throw new EvidenceException(
          where, row + " rests on a grant that did not count at the run's position");
    }
    return new Paired(subject, life, grants.orElseThrow().erasure().isPresent());
  }

  /** Compares the list with what the ledger records of it, and the paired keys with its rows. */
  void checkList(RunId run, Map<RunId, Placed<ListMatched>> runs) throws IOException {
    String name = BundleFile.list(run);
    ListMatched recorded = recorded(run, name, runs).event();
    try (InputStream list = stream(name);
        var pairings = new InList(run)) {
      ListFile.Content content = ListFile.read(list, name, pairings);
      if (!content.digest().equals(recorded.listDigest())) {
        throw new EvidenceException(name, "has not the list digest that the ledger records");
      }
      if (content.rows() != recorded.counts().rowsAccepted()) {
        throw new EvidenceException(name, "has another number of rows than the ledger records");
      }
      pairings.end();
    }
  }

  /** How many pairings could not be checked, since the digests behind them are not opened. */
  long checkKeys(Placed<ListMatched> run, MatchSecret secret, EntryPass entries)
      throws IOException {
    MatchSecret.Keyer keyer = secret.newKeyer();
    var closed = new long[1];
    read(
        run.event().run(),
        (pairing, number) -> {
          var digests =
              paired(pairing, number, run, entries).grant().registration().event().digests();
          if (!(pairing instanceof PairingRecord.Whole(PairingLeaf leaf)) || digests.isEmpty()) {
            closed[0]++;
          } else if (digests.get().stream()
              .noneMatch(digest -> keyer.keyOf(digest.bytes()).equals(leaf.key()))) {
            throw new EvidenceException(
                BundleFile.pairings(run.event().run()),
                "the pairing of row " + leaf.row() + " has a key of another contact point");
          }
        });
    return closed[0];
  }

  /** The entry of a run; throws where there is none. */
  static Placed<ListMatched> recorded(
      RunId run, String name, Map<RunId, Placed<ListMatched>> runs) {
    Placed<ListMatched> recorded = runs.get(run);
    if (recorded == null) {
      throw new EvidenceException(name, "is of a run that no entry records");
    }
    return recorded;
  }

  private InputStream stream(String name) throws IOException {
    return new BufferedInputStream(bundle.stream(name), BUFFER_BYTES);
  }

  /** Walks a run's pairings along with the rows of its list. */
  private final class InList implements ListFile.RowVisitor, AutoCloseable {
    private final InputStream in;
    private final String where;
    private final PairingReader reader;
    private @Nullable PairingLeaf next;

    InList(RunId run) throws IOException {
      this.where = BundleFile.pairings(run);
      this.in = withPairings.contains(run) ? stream(where) : InputStream.nullInputStream();
      this.reader = new PairingReader(in, where);
      this.next = nextWhole();
    }

    @Override
    public void row(long row, MatchKey[] keys, int count) throws IOException {
      for (PairingLeaf leaf = next; leaf != null && leaf.row() <= row; leaf = next) {
        boolean isThere =
            leaf.row() == row
                && Arrays.binarySearch(keys, 0, count, leaf.key(), MatchKey::compareTo) >= 0;
        if (!isThere) {
          throw notThere(leaf);
        }
        next = nextWhole();
      }
    }

    /** An erased pairing tells neither row nor key. */
    private @Nullable PairingLeaf nextWhole() throws IOException {
      for (var read = reader.next(); read.isPresent(); read = reader.next()) {
        if (read.get() instanceof PairingRecord.Whole(PairingLeaf leaf)) {
          return leaf;
        }
      }
      return null;
    }

    void end() {
      Optional.ofNullable(next)
          .ifPresent(leaf -> {
            throw notThere(leaf);
          });
    }

    private EvidenceException notThere(PairingLeaf leaf) {
      return new EvidenceException(
          where, "the pairing of row " + leaf.row() + " has a key that is not in the list");
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
