package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A stretch of the ledger and what it comes to.
 *
 * @param messages in the order of their positions; empty where nothing is to be said
 * @param traceContexts of the sampled entries that caused a message, by its position
 * @param entries how many entries it was
 * @param end everything up to here is told by the messages
 * @param oldest when the store took the first of the entries
 */
record Folded(
    List<PermissionMessage> messages,
    Map<Position, String> traceContexts,
    List<GrantExpiry.Change> expiries,
    int entries,
    Position end,
    Instant oldest) {
  Folded {
    messages = List.copyOf(messages);
    traceContexts = Map.copyOf(traceContexts);
    expiries = List.copyOf(expiries);
  }
}
