package dev.consentledger.consent.ledger.postgres;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Appended;
import dev.consentledger.consent.ledger.RevisionConflict;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides the appends of one batch, in order, each on what the ones before it left. Pure: the store
 * is locked, was read before, and is written after.
 */
final class BatchDecision {
  /** Where an event already is. */
  record Place(StreamName stream, long revision, long position) {}

  /** An entry to be stored at a place. */
  record Row(Place place, Append.NewEntry entry) {}

  /** What one append came to; it never touches the others' outcomes. */
  sealed interface Outcome {
    record Done(Appended appended) implements Outcome {}

    record Refused(RuntimeException reason) implements Outcome {}
  }

  private final Map<StreamName, Long> lastRevisions;
  private final Map<EventId, Place> places;
  private final List<Row> rows = new ArrayList<>();
  private long head;

  /**
   * @param head the last position
   * @param lastRevisions of the batch's streams, without those that do not exist
   * @param places of the batch's events that are already stored
   */
  BatchDecision(long head, Map<StreamName, Long> lastRevisions, Map<EventId, Place> places) {
    this.head = head;
    this.lastRevisions = new HashMap<>(lastRevisions);
    this.places = new HashMap<>(places);
  }

  Outcome decide(Append append) {
    List<Position> earlier = positionsIfRepeated(append);
    if (earlier != null) {
      long lastRevision = append.expectedRevision() + append.entries().size();
      return new Outcome.Done(new Appended(earlier, lastRevision));
    }
    long actual = lastRevisions.getOrDefault(append.stream(), Append.NO_STREAM);
    if (actual != append.expectedRevision()) {
      return new Outcome.Refused(
          new RevisionConflict(append.stream(), append.expectedRevision(), actual));
    }
    if (!hasOnlyNewIds(append)) {
      return new Outcome.Refused(
          new IllegalArgumentException("an event id in " + append.stream() + " is already taken"));
    }
    return new Outcome.Done(store(append));
  }

  /** What is to be inserted, in the order of positions, without a gap. */
  List<Row> rows() {
    return rows;
  }

  private @Nullable List<Position> positionsIfRepeated(Append append) {
    var positions = new ArrayList<Position>(append.entries().size());
    long revision = append.expectedRevision();
    for (var entry : append.entries()) {
      revision++;
      Place place = places.get(entry.id());
      if (place == null
          || !place.stream().equals(append.stream())
          || place.revision() != revision) {
        return null;
      }
      positions.add(new Position(place.position()));
    }
    return positions;
  }

  private boolean hasOnlyNewIds(Append append) {
    Set<EventId> ids = new HashSet<>();
    return append.entries().stream()
        .allMatch(entry -> ids.add(entry.id()) && !places.containsKey(entry.id()));
  }

  private Appended store(Append append) {
    var positions = new ArrayList<Position>(append.entries().size());
    long revision = append.expectedRevision();
    for (var entry : append.entries()) {
      var place = new Place(append.stream(), ++revision, ++head);
      rows.add(new Row(place, entry));
      places.put(entry.id(), place);
      positions.add(new Position(head));
    }
    lastRevisions.put(append.stream(), revision);
    return new Appended(positions, revision);
  }
}
