package dev.consentledger.kernel.event;

import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A fact about one subject, in the stream {@code subject-<uuid>}. */
public sealed interface SubjectEvent extends LedgerEvent {

  /** A fact about one of the subject's contact points. */
  sealed interface ContactPointEvent extends SubjectEvent {
    ContactPointId contactPoint();
  }

  /**
   * A contact point was collected. {@code digests} holds one digest a normalised form and is sealed
   * in the entry: it is empty where the seal could not be opened, as after an erasure.
   */
  record ContactPointRegistered(
      ContactPointId contactPoint,
      ContactPointKind kind,
      Set<Purpose> collectedFor,
      Notice notice,
      Optional<List<Digest>> digests)
      implements ContactPointEvent {
    public ContactPointRegistered {
      collectedFor = Set.copyOf(collectedFor);
      digests = digests.map(List::copyOf);
    }
  }

  /** A contact point was removed; every grant on it ended with that. */
  record ContactPointRemoved(ContactPointId contactPoint) implements ContactPointEvent {}

  /** The account holder permitted one purpose for one contact point. */
  record PurposeGranted(
      ContactPointId contactPoint,
      Purpose purpose,
      Notice notice,
      String context,
      String method,
      String legalBasis,
      Optional<Instant> expiresAt)
      implements ContactPointEvent {}

  /** The account holder stopped permitting it. */
  record PurposeWithdrawn(ContactPointId contactPoint, Purpose purpose)
      implements ContactPointEvent {}

  /** The grant's own time was over. */
  record GrantExpired(ContactPointId contactPoint, Purpose purpose) implements ContactPointEvent {}

  /**
   * The person's preference signal was turned on or off. While it is on, no grant of a purpose that
   * it overrides counts.
   */
  record SignalChanged(Signal signal, boolean on) implements SubjectEvent {}

  /**
   * The person was erased: the subject's data key is destroyed, and with it everything that was
   * sealed. The last event of its stream; the same account, registered again, is another subject.
   */
  record SubjectErased() implements SubjectEvent {}
}
