package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.AudienceId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fields that queries and findings share. */
final class Fields {
  private static final String AUDIENCE = "audience-";

  private Fields() {}

  static void requireOnly(JsonObject json, Set<String> known) {
    for (String field : json.fields().keySet()) {
      if (!known.contains(field)) {
        throw new JsonException("unknown field " + field);
      }
    }
  }

  static Optional<Position> optionalPosition(JsonObject json, String field) {
    return json.has(field) ? Optional.of(new Position(json.number(field))) : Optional.empty();
  }

  static Optional<Instant> optionalInstant(JsonObject json, String field) {
    return json.has(field) ? Optional.of(json.instant(field)) : Optional.empty();
  }

  static Set<Purpose> purposes(List<String> codes) {
    var purposes = EnumSet.noneOf(Purpose.class);
    for (String code : codes) {
      purposes.add(Purpose.ofCode(code).orElseThrow(() -> new JsonException("unknown purpose")));
    }
    return purposes;
  }

  static JsonObject notice(Notice notice) {
    return JsonObject.builder()
        .put("id", notice.id())
        .put("version", notice.version())
        .put("locale", notice.locale())
        .put("sha256", notice.sha256())
        .build();
  }

  /** The audience whose stream this is. */
  static AudienceId audience(Placed<?> placed) {
    StreamName stream = placed.header().stream();
    if (!stream.value().startsWith(AUDIENCE)) {
      throw new EvidenceException("entry " + placed.index(), "stands in no audience's stream");
    }
    try {
      return AudienceId.parse(stream.value().substring(AUDIENCE.length()));
    } catch (IllegalArgumentException _) {
      throw new EvidenceException("entry " + placed.index(), "stands in no audience's stream");
    }
  }
}
