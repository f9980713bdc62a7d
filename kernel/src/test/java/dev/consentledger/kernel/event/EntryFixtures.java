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
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the files in {@code /entries} say, by their names. */
final class EntryFixtures {
  static final byte[] DATA_KEY = new byte[32];
  private static final Notice NOTICE = new Notice("phone-2fa", "3", "en-GB", "ab".repeat(32));
  private static final StreamName SUBJECT =
      new StreamName("subject-6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a");
  private static final StreamName AUDIENCE =
      new StreamName("audience-0c9d8e7f-6a5b-4c3d-8e1f-0a9b8c7d6e5f");
  private static final StreamName NOTICES = new StreamName("notice-phone-2fa");
  private static final StreamName AUDIT =
      new StreamName("audit-2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901");
  private static final ContactPointId PHONE = new ContactPointId("phone-1");
  private static final AdvertiserId ADVERTISER = new AdvertiserId("advertiser-1");

  static final Map<String, Entry> BY_NAME = new LinkedHashMap<>();

  static {
    Arrays.fill(DATA_KEY, (byte) 0x42);
    add(
        "ContactPointRegistered.v1",
        SUBJECT,
        new ContactPointRegistered(
            PHONE,
            ContactPointKind.PHONE,
            Set.of(Purpose.TWO_FACTOR, Purpose.ACCOUNT_RECOVERY),
            NOTICE,
            Optional.of(List.of(Digest.ofForm("+18005550100"), Digest.ofForm("18005550100")))));
    add("ContactPointRemoved.v1", SUBJECT, new ContactPointRemoved(PHONE));
    add("PurposeGranted.v1", SUBJECT, granted(Optional.empty()));
    add(
        "PurposeGranted.expiring.v1",
        SUBJECT,
        granted(Optional.of(Instant.parse("2027-01-31T00:00:00Z"))));
    add("PurposeWithdrawn.v1", SUBJECT, new PurposeWithdrawn(PHONE, Purpose.LIST_MATCHING));
    add("GrantExpired.v1", SUBJECT, new GrantExpired(PHONE, Purpose.LIST_MATCHING));
    add("AudienceCreated.v1", AUDIENCE, new AudienceCreated(ADVERTISER));
    add(
        "ListMatched.v1",
        AUDIENCE,
        new ListMatched(
            RunId.parse("11111111-2222-4333-8444-555555555555"),
            ADVERTISER,
            "01".repeat(32),
            new Position(9_007_199_254_740_993L),
            "fe".repeat(32),
            new Counts(1_000_000, 999_998, 600_000),
            2));
    add("AudienceDeleted.v1", AUDIENCE, new AudienceDeleted());
    add("AuditCallRecorded.v1", AUDIT, asked(Optional.of("order of 2022-05-25, \u00a7 3")));
    add("AuditCallRecorded.unexplained.v1", AUDIT, asked(Optional.empty()));
    add("SignalChanged.v1", SUBJECT, new SignalChanged(Signal.GPC, true));
    add("SubjectErased.v1", SUBJECT, new SubjectErased());
    add("NoticeRegistered.v1", NOTICES, new NoticeRegistered(NOTICE));
    add(
        "NoticeInvalidated.v1",
        NOTICES,
        new NoticeInvalidated(
            "phone-2fa", "3", new AuditorId("regulator-1"), "order of 2022-05-25, \u00a7 3"));
  }

  private EntryFixtures() {}

  static String path(String name) {
    return "/entries/" + name + ".json";
  }

  /** Seals under {@link #DATA_KEY} with a nonce of 12 bytes 0x07, as the stored files were. */
  static Seal seal() {
    var nonce =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0x07);
          }
        };
    return new Seal() {
      @Override
      public byte[] seal(SealedFor what, byte[] plain) {
        return EventKey.derive(DATA_KEY, what.id()).seal(what, plain, nonce);
      }

      @Override
      public Optional<byte[]> open(SealedFor what, byte[] box) {
        return Optional.of(EventKey.derive(DATA_KEY, what.id()).open(what, box));
      }
    };
  }

  private static PurposeGranted granted(Optional<Instant> expiresAt) {
    return new PurposeGranted(
        PHONE, Purpose.LIST_MATCHING, NOTICE, "settings.ads", "toggle", "consent", expiresAt);
  }

  private static AuditCallRecorded asked(Optional<String> reason) {
    JsonObject query =
        JsonObject.builder()
            .put("noticeId", "phone-2fa")
            .put("positionFrom", 1L)
            .put("collectedFor", List.of(Purpose.TWO_FACTOR.code()))
            .build();
    return new AuditCallRecorded(new AuditorId("regulator-1"), "replay.impact", query, reason);
  }

  private static void add(String name, StreamName stream, LedgerEvent event) {
    int number = BY_NAME.size();
    BY_NAME.put(
        name,
        new Entry(
            new EntryHeader(
                EventId.parse("00000000-0000-4000-8000-%012d".formatted(number)),
                "cell-1",
                stream,
                Instant.parse("2026-11-21T08:09:10.123456Z").plusSeconds(number),
                number),
            event));
  }
}
