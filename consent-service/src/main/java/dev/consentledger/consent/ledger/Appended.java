package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.Position;
import java.util.List;

/**
 * What an append came to.
 *
 * @param positions one for each entry, in their order
 * @param lastRevision the stream's last revision after the append
 */
public record Appended(List<Position> positions, long lastRevision) {
  public Appended {
    positions = List.copyOf(positions);
  }

  public Position last() {
    return positions.getLast();
  }
}
