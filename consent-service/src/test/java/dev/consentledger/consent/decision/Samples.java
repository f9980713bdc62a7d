package dev.consentledger.consent.decision;

import dev.consentledger.consent.decision.SubjectCommand.Expire;
import dev.consentledger.consent.decision.SubjectCommand.Grant;
import dev.consentledger.consent.decision.SubjectCommand.RegisterContactPoint;
import dev.consentledger.consent.decision.SubjectCommand.RemoveContactPoint;
import dev.consentledger.consent.decision.SubjectCommand.Withdraw;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRegistered;
import dev.consentledger.kernel.event.SubjectEvent.ContactPointRemoved;
import dev.consentledger.kernel.event.SubjectEvent.GrantExpired;
import dev.consentledger.kernel.event.SubjectEvent.PurposeGranted;
import dev.consentledger.kernel.event.SubjectEvent.PurposeWithdrawn;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One phone that was given for two-factor security, and what may happen to it. */
final class Samples {
  static final ContactPointId PHONE = new ContactPointId("phone-1");
  static final Notice SIGN_UP = notice("sign-up", "1");
  static final Notice ADS = notice("ads", "3");
  static final Notice ADS_NEWER = notice("ads", "4");
  static final List<Digest> FORMS =
      List.of(Digest.ofForm("+15005550001"), Digest.ofForm("15005550001"));
  static final Instant NEXT_YEAR = Instant.parse("2027-03-01T00:00:00Z");

  private Samples() {}

  static Notice notice(String id, String version) {
    return new Notice(id, version, "en-GB", "ab".repeat(32));
  }

  static GrantTerms terms(Notice notice) {
    return new GrantTerms(notice, "settings.ads", "toggle", "6(1)(a)", Optional.empty());
  }

  static GrantTerms until(Instant expiresAt) {
    return new GrantTerms(ADS, "settings.ads", "toggle", "6(1)(a)", Optional.of(expiresAt));
  }

  static GrantTerms inContext(String context) {
    return new GrantTerms(ADS, context, "toggle", "6(1)(a)", Optional.empty());
  }

  static ContactPointRegistered registered() {
    return new ContactPointRegistered(
        PHONE, ContactPointKind.PHONE, Set.of(Purpose.TWO_FACTOR), SIGN_UP, Optional.of(FORMS));
  }

  static ContactPointRegistered registeredButSealed() {
    return new ContactPointRegistered(
        PHONE, ContactPointKind.PHONE, Set.of(Purpose.TWO_FACTOR), SIGN_UP, Optional.empty());
  }

  static ContactPointRemoved removed() {
    return new ContactPointRemoved(PHONE);
  }

  static PurposeGranted granted(GrantTerms terms) {
    return granted(Purpose.LIST_MATCHING, terms);
  }

  static PurposeGranted granted(Purpose purpose, GrantTerms terms) {
    return new PurposeGranted(
        PHONE,
        purpose,
        terms.notice(),
        terms.context(),
        terms.method(),
        terms.legalBasis(),
        terms.expiresAt());
  }

  static PurposeWithdrawn withdrawn() {
    return new PurposeWithdrawn(PHONE, Purpose.LIST_MATCHING);
  }

  static GrantExpired expired() {
    return new GrantExpired(PHONE, Purpose.LIST_MATCHING);
  }

  static GivenSubject.Order register() {
    return register(ContactPointKind.PHONE, Set.of(Purpose.TWO_FACTOR), SIGN_UP, FORMS);
  }

  static GivenSubject.Order register(
      ContactPointKind kind, Set<Purpose> collectedFor, Notice notice, List<Digest> digests) {
    return at -> new RegisterContactPoint(PHONE, kind, collectedFor, notice, digests, at);
  }

  static GivenSubject.Order remove() {
    return at -> new RemoveContactPoint(PHONE, at);
  }

  static GivenSubject.Order grant(GrantTerms terms) {
    return grant(Purpose.LIST_MATCHING, terms);
  }

  static GivenSubject.Order grant(Purpose purpose, GrantTerms terms) {
    return grant(purpose, terms, NoticeStanding.STANDS);
  }

  static GivenSubject.Order grant(Purpose purpose, GrantTerms terms, NoticeStanding standing) {
    return at -> new Grant(PHONE, purpose, terms, standing, at);
  }

  static GivenSubject.Order withdraw() {
    return at -> new Withdraw(PHONE, Purpose.LIST_MATCHING, at);
  }

  static GivenSubject.Order expire(Instant expiresAt) {
    return at -> new Expire(PHONE, Purpose.LIST_MATCHING, expiresAt, at);
  }
}
