package dev.consentledger.benchmarks.replaying;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.EventKey;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Entries as consent-service writes them, byte for byte of the kernel's codec: subjects with a
 * registration, its digest sealed, then grants and withdrawals in turn. Nobody holds the subjects'
 * data keys, so to publication they are erased ones.
 */
final class MadeUpEntries {
  /** Revisions of each subject's stream. */
  static final int ENTRIES_A_SUBJECT = 10;

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final long SEED = 20_261_126;
  private static final int DATA_KEY_BYTES = 32;
  private static final ContactPointId EMAIL = new ContactPointId("email");
  private static final Notice NOTICE = new Notice("analytics", "1", "en", "ab".repeat(32));

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final SecureRandom nonces = new SecureRandom();
  private SubjectId subject = nextSubject();
  private long made;

  /** An entry with what stands in the other columns of its row. */
  @SuppressWarnings("ArrayRecordComponent") // written once and never compared
  record MadeUpEntry(String stream, long revision, UUID id, String type, byte[] bytes) {}

  MadeUpEntry next() {
    long revision = made % ENTRIES_A_SUBJECT;
    if (revision == 0) {
      subject = nextSubject();
    }
    SubjectEvent event = event(revision);
    var id = new EventId(randomUuid());
    var header = new EntryHeader(id, "cell-1", subject.stream(), START.plusMillis(made), revision);
    byte[] bytes = EntryCodec.encode(header, event, sealing());
    made++;
    return new MadeUpEntry(
        subject.stream().value(), revision, id.value(), EntryCodec.typeOf(event), bytes);
  }

  private SubjectEvent event(long revision) {
    if (revision == 0) {
      return new ContactPointRegistered(
          EMAIL,
          ContactPointKind.EMAIL,
          Set.of(Purpose.ofCode("service.notifications").orElseThrow()),
          NOTICE,
          Optional.of(List.of(Digest.ofForm("account-" + made + "@example.com"))));
    }
    Purpose purpose = Purpose.ofCode("analytics.measurement").orElseThrow();
    return revision % 2 == 1
        ? new PurposeGranted(
            EMAIL, purpose, NOTICE, "settings.privacy", "toggle", "consent", Optional.empty())
        : new PurposeWithdrawn(EMAIL, purpose);
  }

  private Seal sealing() {
    byte[] dataKey = new byte[DATA_KEY_BYTES];
    random.nextBytes(dataKey);
    return new Seal() {
      @Override
      public byte[] seal(SealedFor what, byte[] plain) {
        return EventKey.derive(dataKey, what.id()).seal(what, plain, nonces);
      }

      @Override
      public Optional<byte[]> open(SealedFor what, byte[] box) {
        throw new IllegalStateException("made-up entries are only written");
      }
    };
  }

  private SubjectId nextSubject() {
    return new SubjectId(randomUuid());
  }

  /** Version 4, as the services' own. */
  private UUID randomUuid() {
    return new UUID(
        (random.nextLong() & ~0xf000L) | 0x4000L, (random.nextLong() & ~(3L << 62)) | (1L << 63));
  }
}
