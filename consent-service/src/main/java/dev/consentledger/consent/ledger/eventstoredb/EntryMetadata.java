package dev.consentledger.consent.ledger.eventstoredb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside an entry's bytes in the store, as the event's own metadata: JSON, written and
 * read here alone. It is no part of the ledger, and no proof covers it.
 *
 * @param after a position of the ledger before the entry, so that a server that does not tell an
 *     event's position finds it without a look at the whole log
 * @param traceContext the W3C traceparent of the sampled trace that the entry came from
 */
record EntryMetadata(Position after, @Nullable String traceContext) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AFTER = "after";
  private static final String TRACE_CONTEXT = "traceparent";

  byte[] bytes() {
    var fields = JsonObject.builder().put(AFTER, after.toString());
    return JsonWriter.bytes(
        (traceContext == null ? fields : fields.put(TRACE_CONTEXT, traceContext)).build());
  }

  /** Others may have written the event, or added to its metadata: what is not there is unknown. */
  static EntryMetadata of(byte[] bytes) {
    try {
      JsonNode fields = JSON.readTree(bytes);
      String trace = fields.path(TRACE_CONTEXT).asText("");
      return new EntryMetadata(
          new Position(Math.max(0, fields.path(AFTER).asLong(0))),
          trace.isEmpty() || trace.length() > Append.TRACE_CONTEXT_CHARS_MAX ? null : trace);
    } catch (IOException _) {
      return new EntryMetadata(Position.START, null);
    }
  }
}
