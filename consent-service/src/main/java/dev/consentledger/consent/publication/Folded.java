package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.permission.PermissionMessage;
import java.time.Instant;
import java.util.List;

/**
 * A stretch of the ledger and what it comes to.
 *
 * @param messages in the order of their positions; empty where nothing is to be said
 * @param entries how many entries it was
 * @param end everything up to here is told by the messages
 * @param oldest when the store took the first of the entries
 */
record Folded(
    List<PermissionMessage> messages,
    List<GrantExpiry.Change> expiries,
    int entries,
    Position end,
    Instant oldest) {
  Folded {
    messages = List.copyOf(messages);
    expiries = List.copyOf(expiries);
  }
}
