package dev.consentledger.consent.audit;

import dev.consentledger.consent.audit.ReplayFailed.Why;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.consent.proof.LeafIndex;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryException;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.InvalidNotices;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads single streams with each entry's index. Blocks: for a replay's own thread. */
@Singleton
final class Histories {
  private final EventLedger ledger;
  private final LeafIndex index;
  private final ReadLimit limit;
  private final OwnThread own;
  private final int lookupsMax;

  Histories(EventLedger ledger, LeafIndex index, ReadLimit limit, AuditSettings settings) {
    this.ledger = ledger;
    this.index = index;
    this.limit = limit;
    this.own = new OwnThread(settings.readLimit());
    this.lookupsMax = settings.lookupsMax();
  }

  /** An entry with its index. */
  record Indexed(long index, StoredEntry entry) {
    Placed<LedgerEvent> placed() {
      try {
        return Placed.of(
            index, entry.position(), EntryCodec.decode(entry.bytes().array(), Seal.CLOSED));
      } catch (EntryException e) {
        throw unreadable(index, String.valueOf(e.getMessage()));
      }
    }
  }

  /** The entries of these streams up to and with a position, each stream's oldest first. */
  Map<StreamName, List<Indexed>> read(Collection<StreamName> streams, Position last) {
    List<List<StoredEntry>> found =
        own.get(
            Multi.createFrom()
                .iterable(streams)
                .onItem()
                .transformToUni(stream ->
                    ledger
                        .readStream(stream, 0)
                        .select()
                        .first(entry -> !entry.position().isAfter(last))
                        .collect()
                        .asList())
                .merge(lookupsMax)
                .collect()
                .asList());
    List<StoredEntry> entries = found.stream().flatMap(List::stream).toList();
    limit.take(entries.size());
    Map<Position, Long> indices = indices(entries);
    Map<StreamName, List<Indexed>> byStream = new HashMap<>();
    for (StoredEntry entry : entries) {
      Long leaf = indices.get(entry.position());
      if (leaf == null) {
        throw new ReplayFailed(
            Why.LEDGER_DIFFERS,
            "the entry at position " + entry.position() + " has no leaf: replay the ledger");
      }
      byStream
          .computeIfAbsent(entry.stream(), _ -> new ArrayList<>())
          .add(new Indexed(leaf, entry));
    }
    return byStream;
  }

  /** The grants of these subjects, as of a position. */
  Map<SubjectId, SubjectGrants> grants(Collection<SubjectId> subjects, Position last) {
    Map<StreamName, List<Indexed>> read =
        read(subjects.stream().map(SubjectId::stream).toList(), last);
    Map<SubjectId, SubjectGrants> grants = new HashMap<>();
    for (SubjectId subject : subjects) {
      grants.put(
          subject,
          SubjectGrants.of(subject, events(read.getOrDefault(subject.stream(), List.of()))));
    }
    return grants;
  }

  /** The notices of these streams, whose entries were read as far as they count. */
  static void addNotices(InvalidNotices notices, Collection<List<Indexed>> streams) {
    for (List<Indexed> stream : streams) {
      for (Indexed entry : stream) {
        notices.add(
            entry
                .placed()
                .as(NoticeEvent.class)
                .orElseThrow(() -> unreadable(entry.index(), "it is no event of a notice")));
      }
    }
  }

  /** The streams of the notices that these subjects' grants were given under. */
  static Set<StreamName> noticeStreams(Collection<SubjectGrants> subjects) {
    return subjects.stream()
        .flatMap(grants -> grants.grants().stream())
        .flatMap(life -> StreamName.ofNotice(life.notice().id()).stream())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  static List<Placed<SubjectEvent>> events(List<Indexed> stream) {
    return stream.stream()
        .map(entry ->
            entry
                .placed()
                .as(SubjectEvent.class)
                .orElseThrow(() -> unreadable(entry.index(), "it is no event of a subject")))
        .toList();
  }

  private Map<Position, Long> indices(List<StoredEntry> entries) {
    Map<Position, Long> indices = new HashMap<>();
    for (int from = 0; from < entries.size(); from += LeafIndex.POSITIONS_MAX) {
      int to = Math.min(entries.size(), from + LeafIndex.POSITIONS_MAX);
      indices.putAll(
          own.get(
              index.indicesOf(
                  entries.subList(from, to).stream().map(StoredEntry::position).toList())));
    }
    return indices;
  }

  static ReplayFailed unreadable(long index, String why) {
    return new ReplayFailed(Why.HISTORY_UNREADABLE, "entry " + index + ": " + why);
  }
}
