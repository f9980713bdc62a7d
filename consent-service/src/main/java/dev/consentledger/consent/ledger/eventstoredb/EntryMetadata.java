package dev.consentledger.consent.ledger.eventstoredb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonWriter;
import java.io.IOException;

/**
 * What stands beside an entry's bytes in the store, as the event's own metadata: JSON, written and
 * read here alone. It is no part of the ledger, and no proof covers it.
 *
 * @param after a position of the ledger before the entry, so that a server that does not tell an
 *     event's position finds it without a look at the whole log
 */
record EntryMetadata(Position after) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AFTER = "after";

  byte[] bytes() {
    return JsonWriter.bytes(JsonObject.builder().put(AFTER, after.toString()).build());
  }

  /** Others may have written the event, or added to its metadata: what is not there is unknown. */
  static EntryMetadata of(byte[] bytes) {
    try {
      JsonNode fields = JSON.readTree(bytes);
      return new EntryMetadata(new Position(Math.max(0, fields.path(AFTER).asLong(0))));
    } catch (IOException _) {
      return new EntryMetadata(Position.START);
    }
  }
}
