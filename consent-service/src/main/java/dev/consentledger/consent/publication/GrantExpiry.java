package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;

/** An open grant that ends by itself at {@code expiresAt}. */
record GrantExpiry(Key key, Position grantPosition, Instant expiresAt) {

  /** There is at most one open grant of one purpose on one contact point. */
  record Key(SubjectId subject, ContactPointId contactPoint, Purpose purpose) {}

  /** What an entry changes in the table of grants that end by themselves. */
  sealed interface Change {
    record Begins(GrantExpiry expiry) implements Change {}

    record Ends(Key key) implements Change {}

    record Forgets(SubjectId subject) implements Change {}
  }
}
