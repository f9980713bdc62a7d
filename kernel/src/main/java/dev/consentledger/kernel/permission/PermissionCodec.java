package dev.consentledger.kernel.permission;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import org.jspecify.annotations.Nullable;

/**
 * The topic's records. The key is the subject, or {@value #WATERMARK_KEY}; the value is JSON, or
 * null for an erasure, whose position stands in the header {@value #POSITION_HEADER}, as it does in
 * every record.
 */
public final class PermissionCodec {
  public static final String WATERMARK_KEY = "watermark";
  public static final String POSITION_HEADER = "position";

  private PermissionCodec() {}

  /** One record of the topic; {@code value} is null for a tombstone. */
  public record TopicRecord(String key, @Nullable String value, Position position) {}

  public static TopicRecord encode(PermissionMessage message) {
    return switch (message) {
      case PermissionState state ->
          new TopicRecord(
              state.subject().toString(), JsonWriter.text(json(state)), state.position());
      case Erased erased -> new TopicRecord(erased.subject().toString(), null, erased.position());
      case Watermark watermark ->
          new TopicRecord(
              WATERMARK_KEY,
              JsonWriter.text(
                  JsonObject.builder().put("position", watermark.position().value()).build()),
              watermark.position());
    };
  }

  /**
   * Throws {@link JsonException} where the record is none of ours; it never repeats its content.
   */
  public static PermissionMessage decode(TopicRecord topicRecord) {
    try {
      String value = topicRecord.value();
      boolean watermark = topicRecord.key().equals(WATERMARK_KEY);
      if (value == null && !watermark) {
        return new Erased(SubjectId.parse(topicRecord.key()), topicRecord.position());
      }
      if (value == null) {
        throw new JsonException("a watermark has a value");
      }
      JsonObject json = JsonReader.object(value);
      var position = new Position(json.number("position"));
      if (!position.equals(topicRecord.position())) {
        throw new JsonException("the value's position is not the header's");
      }
      return watermark
          ? new Watermark(position)
          : state(SubjectId.parse(topicRecord.key()), position, json);
    } catch (IllegalArgumentException _) {
      throw new JsonException("not a record of the permissions topic");
    }
  }

  private static JsonObject json(PermissionState state) {
    return JsonObject.builder()
        .put("account", state.account().value())
        .put("position", state.position().value())
        .put(
            "contactPoints",
            state.contactPoints().stream()
                .map(point ->
                    JsonObject.builder()
                        .put("id", point.id().value())
                        .put("kind", point.kind().code())
                        .put("matchKeys", point.matchKeys().stream().map(MatchKey::hex).toList())
                        .put("grantedAt", point.grantedAt().value())
                        .build())
                .toList())
        .build();
  }

  private static PermissionState state(SubjectId subject, Position position, JsonObject json) {
    return new PermissionState(
        subject,
        new AccountId(json.string("account")),
        position,
        json.objects("contactPoints").stream()
            .map(point ->
                new PermittedContactPoint(
                    new ContactPointId(point.string("id")),
                    ContactPointKind.ofCode(point.string("kind"))
                        .orElseThrow(() -> new JsonException("unknown kind")),
                    point.strings("matchKeys").stream().map(MatchKey::ofHex).toList(),
                    new Position(point.number("grantedAt"))))
            .toList());
  }
}
