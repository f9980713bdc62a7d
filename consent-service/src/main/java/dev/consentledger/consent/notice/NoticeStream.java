package dev.consentledger.consent.notice;

import dev.consentledger.consent.decision.NoticeDecision;
import dev.consentledger.consent.decision.NoticeState;
import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.Seal;

/** Adds up a notice's stream, entry by entry in its order. Not safe for use by several threads. */
public final class NoticeStream {
  private NoticeState state = NoticeState.EMPTY;
  private long revision = -1;

  /** Throws where the entry is not the stream's next, or no event of a notice. */
  public void add(StoredEntry stored) {
    Entry entry = EntryCodec.decode(stored.bytes().array(), Seal.CLOSED);
    if (stored.revision() != revision + 1) {
      throw new IllegalStateException(
          "stream " + stored.stream() + " has a gap after revision " + revision);
    }
    if (!(entry.event() instanceof NoticeEvent event)) {
      throw new IllegalStateException(
          "a notice's stream holds another kind of event at " + stored.position());
    }
    state = NoticeDecision.evolve(state, event, stored.position(), entry.header().time());
    revision = stored.revision();
  }

  public NoticeState state() {
    return state;
  }
}
