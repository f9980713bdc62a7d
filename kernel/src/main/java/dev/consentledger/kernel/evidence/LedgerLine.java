package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.Position;

/** One entry as the ledger stores it: its bytes, and its position, which no leaf commits to. */
@SuppressWarnings(
    "ArrayRecordComponent") // Carries bytes from one place to the next; never compared.
public record LedgerLine(Position position, byte[] bytes) {
  @Override
  public String toString() {
    return "LedgerLine(position " + position + ")";
  }
}
