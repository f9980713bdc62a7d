package dev.consentledger.kernel.permission;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import java.util.List;

/** One message of the permissions topic. Positions never fall along the topic, but for repeats. */
public sealed interface PermissionMessage {
  /** Everything in the ledger up to and including this position is told by now. */
  Position position();

  /**
   * A subject's whole permission state from this position on. No contact points means that nothing
   * is permitted.
   */
  record PermissionState(
      SubjectId subject,
      AccountId account,
      Position position,
      List<PermittedContactPoint> contactPoints)
      implements PermissionMessage {
    public PermissionState {
      contactPoints = List.copyOf(contactPoints);
    }
  }

  /** The subject was erased; the topic keeps nothing of it. */
  record Erased(SubjectId subject, Position position) implements PermissionMessage {}

  /** Nothing changed up to this position. */
  record Watermark(Position position) implements PermissionMessage {}
}
