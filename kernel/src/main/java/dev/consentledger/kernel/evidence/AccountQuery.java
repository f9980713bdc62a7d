package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A subject's state: at the checkpoint, or at a position, or at an instant.
 *
 * @param position what stood at this position or before it
 * @param at what had happened then; a grant past its own time no longer counts
 */
public record AccountQuery(SubjectId subject, Optional<Position> position, Optional<Instant> at) {
  public AccountQuery {
    if (position.isPresent() && at.isPresent()) {
      throw new IllegalArgumentException("a position or an instant, not both");
    }
  }

  boolean covers(Placed<?> event) {
    return position.filter(limit -> event.position().isAfter(limit)).isEmpty()
        && at.filter(limit -> event.time().isAfter(limit)).isEmpty();
  }

  public JsonObject json() {
    return JsonObject.builder()
        .put("subject", subject.toString())
        .put("position", position.map(Position::value).orElse(null))
        .put("at", at.map(Instant::toString).orElse(null))
        .build();
  }

  public static AccountQuery fromJson(JsonObject json) {
    Fields.requireOnly(json, Set.of("subject", "position", "at"));
    return new AccountQuery(
        SubjectId.parse(json.string("subject")),
        Fields.optionalPosition(json, "position"),
        Fields.optionalInstant(json, "at"));
  }
}
