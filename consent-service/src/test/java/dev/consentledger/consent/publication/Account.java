package dev.consentledger.consent.publication;

import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EntryBytes;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.EntryCodec;
import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.event.SubjectEvent.SubjectErased;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Appends one account's facts to the ledger, as intake would. */
final class Account {
  static final Instant WRITTEN_AT = Instant.parse("2026-03-01T10:00:00Z");
  static final Notice NOTICE = new Notice("ads", "3", "en", "ab".repeat(32));

  private final EventLedger ledger;
  private final TestSubjects subjects;
  private final AccountId id;
  private long revision = Append.NO_STREAM;

  Account(EventLedger ledger, TestSubjects subjects, String id) {
    this.ledger = ledger;
    this.subjects = subjects;
    this.id = new AccountId(id);
  }

  AccountId id() {
    return id;
  }

  SubjectId subject() {
    return TestSubjects.subjectOf(id);
  }

  Position register(String contactPoint, ContactPointKind kind, String... forms) {
    return append(
        new ContactPointRegistered(
            new ContactPointId(contactPoint),
            kind,
            Set.of(Purpose.TWO_FACTOR),
            NOTICE,
            Optional.of(List.of(forms).stream().map(Digest::ofForm).toList())));
  }

  Position grant(String contactPoint, Purpose purpose) {
    return grant(contactPoint, purpose, Optional.empty());
  }

  Position grant(String contactPoint, Purpose purpose, Optional<Instant> expiresAt) {
    return grant(contactPoint, purpose, NOTICE, expiresAt);
  }

  Position grant(String contactPoint, Purpose purpose, Notice notice, Optional<Instant> expiresAt) {
    return append(
        new PurposeGranted(
            new ContactPointId(contactPoint),
            purpose,
            notice,
            "settings.privacy",
            "toggle",
            "consent",
            expiresAt));
  }

  Position withdraw(String contactPoint, Purpose purpose) {
    return append(new PurposeWithdrawn(new ContactPointId(contactPoint), purpose));
  }

  Position remove(String contactPoint) {
    return append(new ContactPointRemoved(new ContactPointId(contactPoint)));
  }

  /** The ledger's last word; key and mapping are left alone. */
  Position erase() {
    return append(new SubjectErased());
  }

  /** Somebody else, expiry for one, has appended to the stream. */
  void othersAppended(int entries) {
    revision += entries;
  }

  private Position append(SubjectEvent event) {
    var subject = subjects.subject(id);
    var header =
        new EntryHeader(
            new EventId(UUID.randomUUID()),
            "cell-1",
            subject.id().stream(),
            WRITTEN_AT,
            revision + 1);
    byte[] bytes = EntryCodec.encode(header, event, subject.seal());
    var entry =
        new Append.NewEntry(
            header.id(),
            EntryCodec.TYPE_PREFIX + event.getClass().getSimpleName() + ".v1",
            new EntryBytes(bytes));
    Position position =
        ledger
            .append(new Append(subject.id().stream(), revision, List.of(entry)))
            .await()
            .atMost(Duration.ofSeconds(10))
            .last();
    revision++;
    return position;
  }
}
