package dev.consentledger.consent.intake;

import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.privacy.Subjects;
import dev.consentledger.telemetry.Traces;
import java.time.Clock;

/** Intake's handler without the container, for tests of those who call it. */
public final class CommandsByHand {
  private CommandsByHand() {}

  public static SubjectCommands of(EventLedger ledger, Subjects subjects, Clock clock) {
    var appending = new Appending(ledger, clock, "cell-1", Traces.OFF);
    return new SubjectCommands(appending, subjects, new Erasing(appending, subjects));
  }
}
