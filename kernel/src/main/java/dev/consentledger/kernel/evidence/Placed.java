package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.Entry;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/** An event with its place: index in the Merkle tree, position in the ledger, and header. */
public record Placed<E extends LedgerEvent>(
    long index, Position position, EntryHeader header, E event) {
  public static Placed<LedgerEvent> of(long index, Position position, Entry entry) {
    return new Placed<>(index, position, entry.header(), entry.event());
  }

  /** The same as a narrower type; empty where the event is of another. */
  public <F extends LedgerEvent> Optional<Placed<F>> as(Class<F> type) {
    return type.isInstance(event)
        ? Optional.of(new Placed<>(index, position, header, type.cast(event)))
        : Optional.empty();
  }

  public Instant time() {
    return header.time();
  }

  /** {@code {index, position, time, event}}: how a finding names the event that caused a line. */
  public JsonObject cause() {
    return JsonObject.builder()
        .put("index", index)
        .put("position", position.value())
        .put("time", header.time().toString())
        .put("event", header.id().toString())
        .build();
  }

  /** Names the place and prints nothing of the event. */
  @Override
  public String toString() {
    return "Placed(" + event.getClass().getSimpleName() + ", index " + index + ")";
  }
}
