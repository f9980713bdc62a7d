package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.Refusal;
import dev.consentledger.kernel.event.Position;

/** What became of a command. */
public sealed interface Outcome {
  /** It is in the ledger, now or since an earlier time: {@code position} is where. */
  record Done(Position position) implements Outcome {}

  /** The rules said no, and nothing was appended. */
  record Refused(Refusal refusal) implements Outcome {}
}
