package dev.consentledger.eventstoredb;

import io.grpc.Status;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadReq;
import io.kurrent.dbclient.proto.streams.StreamsOuterClass.ReadReq.Options.FilterOptions;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which events of {@code $all} a read or a subscription takes.
 *
 * @param checkpointEvery after so many considered events a subscription is told a checkpoint
 */
record Filter(Predicate<Recorded> rule, long checkpointEvery) {
  private static final int WINDOW_DEFAULT = 32;

  static Filter of(ReadReq.Options options) {
    if (!options.hasFilter()) {
      return new Filter(_ -> true, Long.MAX_VALUE);
    }
    FilterOptions filter = options.getFilter();
    int window = filter.hasMax() ? filter.getMax() : WINDOW_DEFAULT;
    return new Filter(rule(filter), (long) window * filter.getCheckpointIntervalMultiplier());
  }

  boolean takes(Recorded event) {
    return rule.test(event);
  }

  private static Predicate<Recorded> rule(FilterOptions filter) {
    if (filter.hasStreamIdentifier()) {
      Predicate<String> name = rule(filter.getStreamIdentifier());
      return event -> name.test(event.stream());
    }
    Predicate<String> type = rule(filter.getEventType());
    return event -> type.test(event.type());
  }

  private static Predicate<String> rule(FilterOptions.Expression expression) {
    if (expression.getRegex().isEmpty()) {
      return text -> expression.getPrefixList().stream().anyMatch(text::startsWith);
    }
    try {
      return Pattern.compile(expression.getRegex()).asPredicate();
    } catch (PatternSyntaxException e) {
      throw Status.INVALID_ARGUMENT
          .withDescription("not a regular expression")
          .withCause(e)
          .asRuntimeException();
    }
  }
}
