package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AudienceEvent;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.AuditEvent;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.EventKey;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.proof.TreeHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads every entry of a bundle once. Keeps the runs, the grants of the subjects asked for, and for
 * each check its first defect: one damaged entry fails several, and all of them help to name it.
 */
final class EntryPass {
  private final EvidenceBundle bundle;
  private final Predicate<SubjectId> isNeeded;
  private final OptionalLong earlierSize;
  private final Map<Check.Name, EvidenceException> defects = new EnumMap<>(Check.Name.class);
  private final Map<RunId, Placed<ListMatched>> runs = new LinkedHashMap<>();
  private final Map<SubjectId, SubjectGrants> grants = new HashMap<>();
  private final Map<SubjectId, List<Placed<SubjectEvent>>> streams = new HashMap<>();
  private final Map<Long, EventKey> keys = new HashMap<>();
  private final InvalidNotices notices = new InvalidNotices();
  private final LedgerFold ledger = new LedgerFold();
  private @Nullable TreeHead atEarlierSize;
  private Position lastPosition = Position.START;
  private boolean isGapless = true;
  private long count;

  EntryPass(EvidenceBundle bundle, Predicate<SubjectId> isNeeded, OptionalLong earlierSize) {
    this.bundle = bundle;
    this.isNeeded = isNeeded;
    this.earlierSize = earlierSize;
  }

  void read(EntryFiles files, Progress progress) throws IOException {
    noting(Check.Name.OPENED, this::readKeys);
    noteEarlier();
    long total = bundle.manifest().ledgerSize();
    try (var positions = new Lines(bundle.stream(BundleFile.POSITIONS), BundleFile.POSITIONS)) {
      noting(
          Check.Name.ENTRIES,
          () ->
              files.read((index, bytes) -> {
                entry(index, bytes, positions);
                if ((++count & 0x3ff) == 0) {
                  progress.at(Check.Name.ENTRIES, count, total);
                }
              }));
      noting(
          Check.Name.POSITIONS,
          () -> {
            if (positions.next().isPresent()) {
              throw positions.damaged("is of an entry that is not here");
            }
          });
    }
    if (!keys.isEmpty()) {
      note(
          Check.Name.OPENED,
          new EvidenceException(BundleFile.OPENED, "opens an entry that is not here"));
    }
  }

  Optional<EvidenceException> defect(Check.Name check) {
    return Optional.ofNullable(defects.get(check));
  }

  /** By their index. */
  Map<RunId, Placed<ListMatched>> runs() {
    return runs;
  }

  Optional<SubjectGrants> grants(SubjectId subject) {
    return Optional.ofNullable(grants.get(subject));
  }

  List<Placed<SubjectEvent>> stream(SubjectId subject) {
    return streams.getOrDefault(subject, List.of());
  }

  InvalidNotices notices() {
    return notices;
  }

  LedgerFold ledger() {
    return ledger;
  }

  /** The head of the tree at the size of the earlier checkpoint; empty where it is not reached. */
  Optional<TreeHead> atEarlierSize() {
    return Optional.ofNullable(atEarlierSize);
  }

  boolean isGapless() {
    return isGapless;
  }

  long count() {
    return count;
  }

  /** A part whose damage belongs to one check. */
  private interface Part {
    void run() throws IOException;
  }

  private void noting(Check.Name check, Part part) throws IOException {
    try {
      part.run();
    } catch (EvidenceException e) {
      note(check, e);
    }
  }

  private void note(Check.Name check, EvidenceException defect) {
    defects.putIfAbsent(check, defect);
  }

  private void entry(long index, byte[] bytes, Lines positions) throws IOException {
    if (bundle.manifest().complete()) {
      ledger.addLeaf(bytes);
      noteEarlier();
    }
    var position = new Position[] {lastPosition};
    noting(Check.Name.POSITIONS, () -> position[0] = positionOf(index, positions));
    noting(Check.Name.EVENTS, () -> event(index, bytes, position[0]));
  }

  private void noteEarlier() {
    if (earlierSize.isPresent() && earlierSize.getAsLong() == ledger.size()) {
      atEarlierSize = ledger.head();
    }
  }

  private Position positionOf(long index, Lines positions) throws IOException {
    if (defect(Check.Name.POSITIONS).isPresent()) {
      return lastPosition;
    }
    JsonObject line =
        positions
            .next()
            .orElseThrow(() ->
                new EvidenceException(BundleFile.POSITIONS, "has no line for entry " + index));
    Position position;
    try {
      if (line.number("index") != index) {
        throw positions.damaged("is not of entry " + index);
      }
      position = new Position(line.number("position"));
    } catch (JsonException | IllegalArgumentException e) {
      throw positions.damaged("is not readable: " + e.getMessage());
    }
    if (!position.isAfter(lastPosition)) {
      throw positions.damaged("has a position that does not rise");
    }
    isGapless &= position.value() == index + 1;
    lastPosition = position;
    return position;
  }

  private void event(long index, byte[] bytes, Position position) throws IOException {
    String where = "entry " + index;
    Entry entry;
    try {
      entry = EntryCodec.decode(bytes, Seal.CLOSED);
    } catch (EntryException e) {
      throw EvidenceException.of(where, e);
    }
    ledger
        .addRevision(entry.header())
        .ifPresent(wrong -> note(Check.Name.REVISIONS, new EvidenceException(where, wrong)));
    EventKey key = keys.remove(index);
    Entry opened = key == null ? entry : opened(entry, bytes, key, where);
    take(Placed.of(index, position, opened), where);
  }

  private Entry opened(Entry entry, byte[] bytes, EventKey key, String where) {
    try {
      if (entry.event() instanceof ContactPointRegistered) {
        return EntryCodec.decode(bytes, new OneKey(key));
      }
      note(Check.Name.OPENED, new EvidenceException(where, "has nothing sealed to open"));
    } catch (EntryException e) {
      note(Check.Name.OPENED, EvidenceException.of(where, e));
    }
    return entry;
  }

  private void take(Placed<?> placed, String where) {
    StreamName stream = placed.header().stream();
    switch (placed.event()) {
      case SubjectEvent event -> {
        if (!stream.isSubject()) {
          throw new EvidenceException(where, "stands in no subject's stream");
        }
        SubjectId subject = stream.subject();
        if (isNeeded.test(subject)) {
          var typed =
              new Placed<SubjectEvent>(placed.index(), placed.position(), placed.header(), event);
          grants.computeIfAbsent(subject, SubjectGrants::new).add(typed);
          streams.computeIfAbsent(subject, _ -> new ArrayList<>()).add(typed);
        }
      }
      case AudienceEvent event -> {
        var _ = Fields.audience(placed);
        if (event instanceof ListMatched matched) {
          takeRun(new Placed<>(placed.index(), placed.position(), placed.header(), matched), where);
        }
      }
      case NoticeEvent event ->
          notices.add(
              new Placed<NoticeEvent>(placed.index(), placed.position(), placed.header(), event));
      case AuditEvent _ -> {
        if (!stream.value().startsWith("audit-")) {
          throw new EvidenceException(where, "stands in no audit call's stream");
        }
      }
    }
  }

  private void takeRun(Placed<ListMatched> run, String where) {
    if (run.event().position().isAtLeast(run.position())) {
      throw new EvidenceException(where, "records a run at a position behind its own");
    }
    if (runs.putIfAbsent(run.event().run(), run) != null) {
      throw new EvidenceException(where, "records a run that is recorded already");
    }
  }

  private void readKeys() throws IOException {
    try (var lines = new Lines(bundle.stream(BundleFile.OPENED), BundleFile.OPENED)) {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        try {
          byte[] key = Base64.getDecoder().decode(line.get().string("eventKey"));
          if (keys.put(line.get().number("index"), EventKey.ofBytes(key)) != null) {
            throw lines.damaged("opens an entry a second time");
          }
        } catch (JsonException | IllegalArgumentException _) {
          throw lines.damaged("is no key of an event");
        }
      }
    }
  }

  /** Opens the one event that the key is for. */
  private record OneKey(EventKey key) implements Seal {
    @Override
    public byte[] seal(SealedFor what, byte[] plain) {
      throw new IllegalStateException("an auditor seals nothing");
    }

    @Override
    public Optional<byte[]> open(SealedFor what, byte[] box) {
      return Optional.of(key.open(what, box));
    }
  }
}
