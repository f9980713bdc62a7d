package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.json.JsonException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which subjects' streams the entries at some positions stand in: all that an erased pairing says
 * of its person. Read before the entries are checked, so nothing here is believed.
 */
final class GrantPlaces {
  private GrantPlaces() {}

  /** Those that are found. What is damaged is left to the pass that checks the entries. */
  static Map<Position, SubjectId> find(
      EvidenceBundle bundle, EntryFiles files, Set<Position> wanted) throws IOException {
    Map<Position, SubjectId> found = new HashMap<>();
    if (wanted.isEmpty()) {
      return found;
    }
    try (var positions = new Lines(bundle.stream(BundleFile.POSITIONS), BundleFile.POSITIONS)) {
      files.read((_, bytes) ->
          positions
              .next()
              .map(line -> new Position(line.number("position")))
              .filter(wanted::contains)
              .ifPresent(
                  position -> subject(bytes).ifPresent(subject -> found.put(position, subject))));
    } catch (EvidenceException | JsonException | IllegalArgumentException _) {
      // The pass that checks the entries names it.
    }
    return found;
  }

  private static Optional<SubjectId> subject(byte[] bytes) {
    try {
      return Optional.of(EntryCodec.header(bytes).stream())
          .filter(StreamName::isSubject)
          .map(StreamName::subject);
    } catch (EntryException _) {
      return Optional.empty();
    }
  }
}
