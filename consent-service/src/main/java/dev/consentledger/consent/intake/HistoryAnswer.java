package dev.consentledger.consent.intake;

import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Every event of an account, oldest first. */
@Schema(name = "History", description = "Every event, oldest first; never a value or a digest.")
record HistoryAnswer(@Schema(examples = "account-1") String account, List<Event> events) {

  /** One event: what the ledger's entry says in the clear. */
  @Schema(name = "Event")
  record Event(
      @Schema(examples = "17") long position,
      @Schema(description = "Order within the account, from 0", examples = "0") long revision,
      Instant time,
      @Schema(examples = "dev.consentledger.PurposeGranted.v1") String type,
      Map<String, @Nullable Object> data) {

    static Event of(StoredEntry stored) {
      EntryHeader header = EntryCodec.header(stored.bytes().array());
      JsonObject entry = JsonReader.object(stored.bytes().array());
      return new Event(
          stored.position().value(),
          header.revision(),
          header.time(),
          entry.string("type"),
          plain(entry.object("data")));
    }

    private static Map<String, @Nullable Object> plain(JsonObject object) {
      Map<String, @Nullable Object> plain = new LinkedHashMap<>();
      object
          .fields()
          .forEach((name, value) ->
              plain.put(name, value instanceof JsonObject nested ? plain(nested) : value));
      return plain;
    }
  }
}
