package dev.consentledger.consent.decision;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** An order about one subject. {@code at} is the time at which it was given. */
public sealed interface SubjectCommand {
  Instant at();

  /**
   * Ties a contact point to what it was collected for.
   *
   * @param digests one a distinct normalised form
   */
  record RegisterContactPoint(
      ContactPointId contactPoint,
      ContactPointKind kind,
      Set<Purpose> collectedFor,
      Notice notice,
      List<Digest> digests,
      Instant at)
      implements SubjectCommand {
    public RegisterContactPoint {
      collectedFor = Set.copyOf(collectedFor);
      digests = List.copyOf(digests);
      if (digests.isEmpty()) {
        throw new IllegalArgumentException("a contact point has at least one digest");
      }
    }
  }

  /** Takes a contact point away, and every grant on it. */
  record RemoveContactPoint(ContactPointId contactPoint, Instant at) implements SubjectCommand {}

  /**
   * Permits one purpose for one contact point.
   *
   * @param standing of the notice that the terms name
   */
  record Grant(
      ContactPointId contactPoint,
      Purpose purpose,
      GrantTerms terms,
      NoticeStanding standing,
      Instant at)
      implements SubjectCommand {}

  /** Stops permitting it. */
  record Withdraw(ContactPointId contactPoint, Purpose purpose, Instant at)
      implements SubjectCommand {}

  /**
   * Stops permitting these purposes, for every contact point. With nothing to stop it is done
   * already.
   */
  record WithdrawAll(Set<Purpose> purposes, Instant at) implements SubjectCommand {
    public WithdrawAll {
      purposes = Set.copyOf(purposes);
    }
  }

  /** Turns a preference signal on or off. */
  record SetSignal(Signal signal, boolean on, Instant at) implements SubjectCommand {}

  /** Ends the grant whose own time, {@code expiresAt}, is over. */
  record Expire(ContactPointId contactPoint, Purpose purpose, Instant expiresAt, Instant at)
      implements SubjectCommand {}

  /** Ends the subject for good. Nothing can be said about it afterwards. */
  record Erase(Instant at) implements SubjectCommand {}
}
