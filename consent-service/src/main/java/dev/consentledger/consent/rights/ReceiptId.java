package dev.consentledger.consent.rights;

import dev.consentledger.kernel.event.EventId;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names receipts and records. A record is named by the event of its grant. A receipt is about one
 * event, and its id is made of that event's: fetched again, it is the same receipt.
 */
final class ReceiptId {
  private ReceiptId() {}

  static UUID ofRecord(EventId granted) {
    return granted.value();
  }

  /**
   * A name-based UUID (RFC 9562 section 5.3): another than the event's own, and always the same.
   */
  static UUID ofReceipt(EventId event) {
    return UUID.nameUUIDFromBytes(
        ("consent-ledger receipt of " + event).getBytes(StandardCharsets.UTF_8));
  }
}
