package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.Decision;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.Append.NewEntry;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.LedgerUnavailable;
import dev.consentledger.consent.ledger.RevisionConflict;
import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.telemetry.Attributes;
import dev.consentledger.telemetry.TraceContext;
import dev.consentledger.telemetry.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads a stream, lets the rules decide, appends at the revision that was read. Where another
 * writer was first, it reads and decides again; where the ledger did not answer, it repeats the
 * very same append, which stores it once.
 */
@Singleton
final class Appending {
  /** After this many conflicts in a row the caller is told {@code contended}. */
  static final int CONFLICT_RETRIES_MAX = 24;

  static final Duration CONFLICT_PAUSE_MIN = Duration.ofMillis(2);
  static final Duration CONFLICT_PAUSE_MAX = Duration.ofMillis(100);

  /** After this many silences of the ledger the caller is told {@code ledger-unavailable}. */
  static final int APPEND_RETRIES_MAX = 3;

  static final Duration APPEND_PAUSE_MIN = Duration.ofMillis(50);
  static final Duration APPEND_PAUSE_MAX = Duration.ofMillis(500);
  private static final double JITTER = 0.5;

  private final EventLedger ledger;
  private final Clock clock;
  private final String cell;
  private final Traces traces;

  @Inject
  Appending(EventLedger ledger, Clock clock, ConsentSettings settings, Traces traces) {
    this(ledger, clock, settings.cell(), traces);
  }

  Appending(EventLedger ledger, Clock clock, String cell, Traces traces) {
    this.ledger = ledger;
    this.clock = clock;
    this.cell = cell;
    this.traces = traces;
  }

  /**
   * Carries one decision to the ledger.
   *
   * @param fresh a new fold of the stream, for each time that it is read
   * @param rules decides, from the state and the time of the command
   */
  <S, E extends LedgerEvent> Uni<Outcome> decide(
      StreamName stream,
      Seal seal,
      Supplier<Folded<S>> fresh,
      BiFunction<S, Instant, Decision<E>> rules) {
    return decide(stream, false, seal, fresh, rules);
  }

  /**
   * The same for a stream that may be new.
   *
   * @param isNew whether the stream should have no entry yet. Then it is not read at first, which
   *     spares an import a query a line; the append finds out where it has one after all, and the
   *     stream is read as any other
   */
  <S, E extends LedgerEvent> Uni<Outcome> decide(
      StreamName stream,
      boolean isNew,
      Seal seal,
      Supplier<Folded<S>> fresh,
      BiFunction<S, Instant, Decision<E>> rules) {
    // Taken here: a retry may come back on a thread that knows nothing of the request.
    var request = Context.current();
    var isTakenAsEmpty = new AtomicBoolean(isNew);
    return Uni.createFrom()
        .deferred(() ->
            isTakenAsEmpty.getAndSet(false) ? Uni.createFrom().item(fresh) : read(stream, fresh))
        .chain(folded -> append(stream, seal, folded, rules, request))
        .onFailure(RevisionConflict.class)
        .retry()
        .withBackOff(CONFLICT_PAUSE_MIN, CONFLICT_PAUSE_MAX)
        .withJitter(JITTER)
        .atMost(CONFLICT_RETRIES_MAX);
  }

  private <S> Uni<Folded<S>> read(StreamName stream, Supplier<Folded<S>> fresh) {
    return ledger.readStream(stream, 0).collect().in(fresh, Folded::add);
  }

  private <S, E extends LedgerEvent> Uni<Outcome> append(
      StreamName stream,
      Seal seal,
      Folded<S> folded,
      BiFunction<S, Instant, Decision<E>> rules,
      Context request) {
    Instant at = folded.notBeforeLast(clock.instant());
    return switch (rules.apply(folded.state(), at)) {
      case Decision.Refused<E>(var refusal) -> Uni.createFrom().item(new Outcome.Refused(refusal));
      case Decision.NothingToDo<E>(var position) ->
          Uni.createFrom().item(new Outcome.Done(position));
      case Decision.Accepted<E>(List<E> events) ->
          traced(
              request,
              trace ->
                  append(
                      new Append(
                          stream,
                          folded.revision(),
                          encode(stream, seal, folded, at, events, trace))));
    };
  }

  /** The entries keep the append's own span, which publication then goes on from. */
  private Uni<Outcome> traced(Context request, Function<Span, Uni<Outcome>> append) {
    Span span = traces.span("append").setParent(request).startSpan();
    return append
        .apply(span)
        .onItemOrFailure()
        .invoke((outcome, failure) -> {
          if (outcome instanceof Outcome.Done(var position)) {
            span.setAttribute(Attributes.POSITION, position.value());
          } else if (failure != null) {
            span.setStatus(StatusCode.ERROR);
          }
        })
        .onTermination()
        .invoke(span::end);
  }

  private Uni<Outcome> append(Append append) {
    return Uni.createFrom()
        .deferred(() -> ledger.append(append))
        .onFailure(LedgerUnavailable.class)
        .retry()
        .withBackOff(APPEND_PAUSE_MIN, APPEND_PAUSE_MAX)
        .withJitter(JITTER)
        .atMost(APPEND_RETRIES_MAX)
        .map(appended -> new Outcome.Done(appended.last()));
  }

  private List<NewEntry> encode(
      StreamName stream,
      Seal seal,
      Folded<?> folded,
      Instant at,
      List<? extends LedgerEvent> events,
      Span span) {
    String trace = TraceContext.sampledText(span.getSpanContext());
    var entries = new ArrayList<NewEntry>(events.size());
    long revision = folded.revision();
    for (LedgerEvent event : events) {
      var header = new EntryHeader(new EventId(UUID.randomUUID()), cell, stream, at, ++revision);
      entries.add(
          new NewEntry(
              header.id(),
              EntryCodec.typeOf(event),
              new EntryBytes(EntryCodec.encode(header, event, seal)),
              trace));
    }
    return entries;
  }
}
