package dev.consentledger.consent.intake;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import java.time.Instant;

/** A stream while it is being added up. Not safe for use by several threads. */
final class Folded<S> {
  /** One step of adding up. */
  interface Step<S> {
    S evolve(S state, LedgerEvent event, Position position, Instant time);
  }

  private final Step<S> step;
  private final Seal seal;
  private S state;
  private long revision = Append.NO_STREAM;
  private Instant time = Instant.MIN;

  Folded(S initial, Step<S> step, Seal seal) {
    this.state = initial;
    this.step = step;
    this.seal = seal;
  }

  void add(StoredEntry stored) {
    Entry entry = EntryCodec.decode(stored.bytes().array(), seal);
    if (stored.revision() != revision + 1 || entry.header().revision() != stored.revision()) {
      throw new IllegalStateException(
          "stream " + stored.stream() + " has a gap after revision " + revision);
    }
    state = step.evolve(state, entry.event(), stored.position(), entry.header().time());
    revision = stored.revision();
    time = entry.header().time();
  }

  S state() {
    return state;
  }

  /** The stream's last revision, {@link Append#NO_STREAM} where it has no entry. */
  long revision() {
    return revision;
  }

  /**
   * The time for the next event: now, but never before the event that precedes it, so that an
   * instant always cuts a stream into a past and a future.
   */
  Instant notBeforeLast(Instant now) {
    return now.isBefore(time) ? time : now;
  }
}
