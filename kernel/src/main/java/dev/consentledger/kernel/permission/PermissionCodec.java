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
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The topic's records. The key is the subject, {@value #WATERMARK_KEY}, or {@code notice:} with a
 * notice's id, a slash and a version; the value is JSON, or null for an erasure, whose position
 * stands in the header {@value #POSITION_HEADER}, as it does in every record.
 *
 * <p>Records written before match secrets were rotated tell no version: their keys are of the
 * oldest one.
 */
public final class PermissionCodec {
  public static final String WATERMARK_KEY = "watermark";
  private static final String NOTICE_KEY = "notice:";
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
      case NoticeInvalid invalid ->
          new TopicRecord(
              key(invalid.notice()), JsonWriter.text(json(invalid)), invalid.position());
      case Watermark watermark ->
          new TopicRecord(WATERMARK_KEY, JsonWriter.text(json(watermark)), watermark.position());
    };
  }

  /**
   * Throws {@link JsonException} where the record is none of ours; it never repeats its content.
   *
   * @param oldest the oldest version of the match secret; asked for records that tell none
   */
  public static PermissionMessage decode(TopicRecord topicRecord, IntSupplier oldest) {
    try {
      String value = topicRecord.value();
      boolean watermark = topicRecord.key().equals(WATERMARK_KEY);
      boolean notice = topicRecord.key().startsWith(NOTICE_KEY);
      if (value == null && !watermark && !notice) {
        return new Erased(SubjectId.parse(topicRecord.key()), topicRecord.position());
      }
      if (value == null) {
        throw new JsonException("a watermark and a notice have a value");
      }
      JsonObject json = JsonReader.object(value);
      var position = new Position(json.number("position"));
      if (!position.equals(topicRecord.position())) {
        throw new JsonException("the value's position is not the header's");
      }
      if (notice) {
        return invalid(topicRecord.key(), position, json.object("invalidNotice"));
      }
      return watermark
          ? new Watermark(position, versions(json, oldest))
          : state(SubjectId.parse(topicRecord.key()), position, json, oldest);
    } catch (IllegalArgumentException | ArithmeticException _) {
      throw new JsonException("not a record of the permissions topic");
    }
  }

  private static String key(NoticeVersion notice) {
    return NOTICE_KEY + notice.id() + "/" + notice.version();
  }

  private static JsonObject json(NoticeInvalid invalid) {
    return JsonObject.builder()
        .put("position", invalid.position().value())
        .put("invalidNotice", notice(invalid.notice()))
        .build();
  }

  private static NoticeInvalid invalid(String key, Position position, JsonObject json) {
    NoticeVersion notice = notice(json);
    if (!key(notice).equals(key)) {
      throw new JsonException("the value's notice is not the key's");
    }
    return new NoticeInvalid(notice, position);
  }

  private static JsonObject notice(NoticeVersion notice) {
    return JsonObject.builder().put("id", notice.id()).put("version", notice.version()).build();
  }

  private static NoticeVersion notice(JsonObject json) {
    return new NoticeVersion(json.string("id"), json.string("version"));
  }

  private static JsonObject json(Watermark watermark) {
    return JsonObject.builder()
        .put("position", watermark.position().value())
        .put(
            "matchSecretVersions",
            JsonObject.builder()
                .put("published", watermark.versions().published())
                .put("complete", watermark.versions().complete())
                .build())
        .build();
  }

  private static MatchSecretVersions versions(JsonObject json, IntSupplier oldest) {
    if (!json.has("matchSecretVersions")) {
      return MatchSecretVersions.only(oldest.getAsInt());
    }
    JsonObject versions = json.object("matchSecretVersions");
    return new MatchSecretVersions(versions(versions, "published"), versions(versions, "complete"));
  }

  private static List<Integer> versions(JsonObject json, String field) {
    return json.numbers(field).stream().map(Math::toIntExact).toList();
  }

  private static JsonObject json(PermissionState state) {
    return JsonObject.builder()
        .put("account", state.account().value())
        .put("position", state.position().value())
        .put(
            "matchSecretVersions",
            state.contactPoints().isEmpty()
                ? null
                : state.contactPoints().getFirst().matchKeys().versions())
        .put(
            "contactPoints",
            state.contactPoints().stream()
                .map(point ->
                    JsonObject.builder()
                        .put("id", point.id().value())
                        .put("kind", point.kind().code())
                        .put(
                            "matchKeys",
                            point.matchKeys().keys().stream().map(MatchKey::hex).toList())
                        .put("grantedAt", point.grantedAt().value())
                        .put("notice", point.notice().map(PermissionCodec::notice).orElse(null))
                        .build())
                .toList())
        .build();
  }

  private static PermissionState state(
      SubjectId subject, Position position, JsonObject json, IntSupplier oldest) {
    List<JsonObject> contactPoints = json.objects("contactPoints");
    List<Integer> versions =
        json.has("matchSecretVersions")
            ? versions(json, "matchSecretVersions")
            : contactPoints.isEmpty() ? List.of() : List.of(oldest.getAsInt());
    return new PermissionState(
        subject,
        new AccountId(json.string("account")),
        position,
        contactPoints.stream()
            .map(point ->
                new PermittedContactPoint(
                    new ContactPointId(point.string("id")),
                    ContactPointKind.ofCode(point.string("kind"))
                        .orElseThrow(() -> new JsonException("unknown kind")),
                    new MatchKeys(
                        versions,
                        point.strings("matchKeys").stream().map(MatchKey::ofHex).toList()),
                    new Position(point.number("grantedAt")),
                    point.has("notice")
                        ? Optional.of(notice(point.object("notice")))
                        : Optional.empty()))
            .toList());
  }
}
