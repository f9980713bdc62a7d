package dev.consentledger.matching.intake;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What became of a list's rows. {@code firstRejected} is in row order, at most 100. */
public record RowCounts(
    long received, long accepted, Map<Rejection, Long> rejected, List<RejectedRow> firstRejected) {
  public static final int FIRST_REJECTED_MAX = 100;
  public static final RowCounts NONE = new RowCounts(0, 0, Map.of(), List.of());

  public RowCounts {
    rejected = Map.copyOf(rejected);
    firstRejected = List.copyOf(firstRejected);
  }

  /** Adds up the counts of two parts of one list, which may come in any order. */
  public RowCounts plus(RowCounts other) {
    var sum = new EnumMap<Rejection, Long>(Rejection.class);
    sum.putAll(rejected);
    other.rejected.forEach((reason, rows) -> sum.merge(reason, rows, Long::sum));
    List<RejectedRow> first =
        Stream.concat(firstRejected.stream(), other.firstRejected.stream())
            .sorted(Comparator.comparingLong(RejectedRow::row))
            .limit(FIRST_REJECTED_MAX)
            .toList();
    return new RowCounts(received + other.received, accepted + other.accepted, sum, first);
  }
}
