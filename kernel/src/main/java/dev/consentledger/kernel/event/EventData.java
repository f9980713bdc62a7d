package dev.consentledger.kernel.event;

import dev.consentledger.kernel.event.AudienceEvent.AudienceCreated;
import dev.consentledger.kernel.event.AudienceEvent.AudienceDeleted;
import dev.consentledger.kernel.event.AudienceEvent.Counts;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.AuditEvent.AuditCallRecorded;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.GrantExpired;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Between event types and the {@code type}, {@code data} and sealed parts of their JSON. */
final class EventData {
  /** With them each type is a constant of the compiler, not joined anew for each entry. */
  private static final String PREFIX = EntryCodec.TYPE_PREFIX;

  private static final String V1 = ".v1";

  private EventData() {}

  record Parts(String type, JsonObject data, Optional<JsonObject> sealed) {}

  static Parts parts(LedgerEvent event) {
    return switch (event) {
      case ContactPointRegistered registered ->
          new Parts(
              type("ContactPointRegistered"),
              JsonObject.builder()
                  .put("contactPoint", registered.contactPoint().value())
                  .put("kind", registered.kind().code())
                  .put(
                      "collectedFor",
                      registered.collectedFor().stream().sorted().map(Purpose::code).toList())
                  .put("notice", notice(registered.notice()))
                  .build(),
              Optional.of(digests(registered)));
      case ContactPointRemoved removed ->
          open(
              "ContactPointRemoved",
              JsonObject.builder().put("contactPoint", removed.contactPoint().value()));
      case PurposeGranted granted ->
          open(
              "PurposeGranted",
              purposeOf(granted.contactPoint(), granted.purpose())
                  .put("notice", notice(granted.notice()))
                  .put("context", granted.context())
                  .put("method", granted.method())
                  .put("legalBasis", granted.legalBasis())
                  .put("expiresAt", granted.expiresAt().map(Instant::toString).orElse(null)));
      case PurposeWithdrawn withdrawn ->
          open("PurposeWithdrawn", purposeOf(withdrawn.contactPoint(), withdrawn.purpose()));
      case GrantExpired expired ->
          open("GrantExpired", purposeOf(expired.contactPoint(), expired.purpose()));
      case SignalChanged changed ->
          open(
              "SignalChanged",
              JsonObject.builder().put("signal", changed.signal().code()).put("on", changed.on()));
      case SubjectErased _ -> open("SubjectErased", JsonObject.builder());
      case NoticeRegistered registered ->
          open("NoticeRegistered", JsonObject.builder().put("notice", notice(registered.notice())));
      case NoticeInvalidated invalidated ->
          open(
              "NoticeInvalidated",
              JsonObject.builder()
                  .put("id", invalidated.id())
                  .put("version", invalidated.version())
                  .put("auditor", invalidated.auditor().value())
                  .put("reason", invalidated.reason()));
      case AudienceCreated created ->
          open(
              "AudienceCreated",
              JsonObject.builder().put("advertiser", created.advertiser().value()));
      case ListMatched matched ->
          open(
              "ListMatched",
              JsonObject.builder()
                  .put("run", matched.run().toString())
                  .put("advertiser", matched.advertiser().value())
                  .put("listDigest", matched.listDigest())
                  .put("position", matched.position().value())
                  .put("resultRoot", matched.resultRoot())
                  .put("rowsReceived", matched.counts().rowsReceived())
                  .put("rowsAccepted", matched.counts().rowsAccepted())
                  .put("pairings", matched.counts().pairings())
                  .put("matchSecretVersion", matched.matchSecretVersion()));
      case AudienceDeleted _ -> open("AudienceDeleted", JsonObject.builder());
      case AuditCallRecorded recorded ->
          open(
              "AuditCallRecorded",
              JsonObject.builder()
                  .put("auditor", recorded.auditor().value())
                  .put("kind", recorded.kind())
                  .put("query", recorded.query())
                  .put("reason", recorded.reason().orElse(null)));
    };
  }

  /** Without its data: a replay asks this of each entry, and an append before it encodes. */
  static String typeOf(LedgerEvent event) {
    return switch (event) {
      case ContactPointRegistered _ -> PREFIX + "ContactPointRegistered" + V1;
      case ContactPointRemoved _ -> PREFIX + "ContactPointRemoved" + V1;
      case PurposeGranted _ -> PREFIX + "PurposeGranted" + V1;
      case PurposeWithdrawn _ -> PREFIX + "PurposeWithdrawn" + V1;
      case GrantExpired _ -> PREFIX + "GrantExpired" + V1;
      case SignalChanged _ -> PREFIX + "SignalChanged" + V1;
      case SubjectErased _ -> PREFIX + "SubjectErased" + V1;
      case NoticeRegistered _ -> PREFIX + "NoticeRegistered" + V1;
      case NoticeInvalidated _ -> PREFIX + "NoticeInvalidated" + V1;
      case AudienceCreated _ -> PREFIX + "AudienceCreated" + V1;
      case ListMatched _ -> PREFIX + "ListMatched" + V1;
      case AudienceDeleted _ -> PREFIX + "AudienceDeleted" + V1;
      case AuditCallRecorded _ -> PREFIX + "AuditCallRecorded" + V1;
    };
  }

  static boolean isSealed(String type) {
    return type.equals(PREFIX + "ContactPointRegistered" + V1);
  }

  static LedgerEvent event(String type, JsonObject data, Optional<JsonObject> opened) {
    return switch (type) {
      case "dev.consentledger.ContactPointRegistered.v1" ->
          new ContactPointRegistered(
              contactPoint(data),
              ContactPointKind.ofCode(data.string("kind"))
                  .orElseThrow(() -> new JsonException("unknown kind")),
              purposes(data.strings("collectedFor")),
              notice(data.object("notice")),
              opened.map(plain -> plain.strings("digests").stream().map(Digest::new).toList()));
      case "dev.consentledger.ContactPointRemoved.v1" ->
          new ContactPointRemoved(contactPoint(data));
      case "dev.consentledger.PurposeGranted.v1" ->
          new PurposeGranted(
              contactPoint(data),
              purpose(data.string("purpose")),
              notice(data.object("notice")),
              data.string("context"),
              data.string("method"),
              data.string("legalBasis"),
              data.has("expiresAt") ? Optional.of(data.instant("expiresAt")) : Optional.empty());
      case "dev.consentledger.PurposeWithdrawn.v1" ->
          new PurposeWithdrawn(contactPoint(data), purpose(data.string("purpose")));
      case "dev.consentledger.GrantExpired.v1" ->
          new GrantExpired(contactPoint(data), purpose(data.string("purpose")));
      case "dev.consentledger.SignalChanged.v1" ->
          new SignalChanged(
              Signal.ofCode(data.string("signal"))
                  .orElseThrow(() -> new JsonException("unknown signal")),
              data.bool("on"));
      case "dev.consentledger.SubjectErased.v1" -> new SubjectErased();
      case "dev.consentledger.NoticeRegistered.v1" ->
          new NoticeRegistered(notice(data.object("notice")));
      case "dev.consentledger.NoticeInvalidated.v1" ->
          new NoticeInvalidated(
              data.string("id"),
              data.string("version"),
              new AuditorId(data.string("auditor")),
              data.string("reason"));
      case "dev.consentledger.AudienceCreated.v1" ->
          new AudienceCreated(new AdvertiserId(data.string("advertiser")));
      case "dev.consentledger.ListMatched.v1" ->
          new ListMatched(
              RunId.parse(data.string("run")),
              new AdvertiserId(data.string("advertiser")),
              data.string("listDigest"),
              new Position(data.number("position")),
              data.string("resultRoot"),
              new Counts(
                  data.number("rowsReceived"),
                  data.number("rowsAccepted"),
                  data.number("pairings")),
              Math.toIntExact(data.number("matchSecretVersion")));
      case "dev.consentledger.AudienceDeleted.v1" -> new AudienceDeleted();
      case "dev.consentledger.AuditCallRecorded.v1" ->
          new AuditCallRecorded(
              new AuditorId(data.string("auditor")),
              data.string("kind"),
              data.object("query"),
              data.optionalString("reason"));
      default -> throw new EntryException("unknown event type " + type);
    };
  }

  private static Parts open(String name, JsonObject.Builder data) {
    return new Parts(type(name), data.build(), Optional.empty());
  }

  private static String type(String name) {
    return PREFIX + name + V1;
  }

  private static JsonObject.Builder purposeOf(ContactPointId contactPoint, Purpose purpose) {
    return JsonObject.builder()
        .put("contactPoint", contactPoint.value())
        .put("purpose", purpose.code());
  }

  private static JsonObject digests(ContactPointRegistered registered) {
    List<Digest> digests =
        registered
            .digests()
            .orElseThrow(() -> new EntryException("a closed event can't be written again"));
    return JsonObject.builder().put("digests", digests.stream().map(Digest::hex).toList()).build();
  }

  private static JsonObject notice(Notice notice) {
    return JsonObject.builder()
        .put("id", notice.id())
        .put("version", notice.version())
        .put("locale", notice.locale())
        .put("sha256", notice.sha256())
        .build();
  }

  private static Notice notice(JsonObject notice) {
    return new Notice(
        notice.string("id"),
        notice.string("version"),
        notice.string("locale"),
        notice.string("sha256"));
  }

  private static ContactPointId contactPoint(JsonObject data) {
    return new ContactPointId(data.string("contactPoint"));
  }

  private static Purpose purpose(String code) {
    return Purpose.ofCode(code).orElseThrow(() -> new JsonException("unknown purpose"));
  }

  private static EnumSet<Purpose> purposes(List<String> codes) {
    var purposes = EnumSet.noneOf(Purpose.class);
    codes.forEach(code -> purposes.add(purpose(code)));
    return purposes;
  }
}
