package dev.consentledger.kernel.permission;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.List;

/** One message of the permissions topic. Positions never fall along the topic, but for repeats. */
public sealed interface PermissionMessage {
  /** Everything in the ledger up to and including this position is told by now. */
  Position position();

  /**
   * A subject's whole permission state from this position on. No contact points means that nothing
   * is permitted. All contact points have keys of the same versions of the match secret.
   */
  record PermissionState(
      SubjectId subject,
      AccountId account,
      Position position,
      List<PermittedContactPoint> contactPoints)
      implements PermissionMessage {
    public PermissionState {
      contactPoints = List.copyOf(contactPoints);
      if (contactPoints.stream().map(point -> point.matchKeys().versions()).distinct().count()
          > 1) {
        throw new IllegalArgumentException("a state's match keys are of the same versions");
      }
    }
  }

  /** The subject was erased; the topic keeps nothing of it. */
  record Erased(SubjectId subject, Position position) implements PermissionMessage {}

  /**
   * From this position on no grant given under this version of a notice permits anything, whatever
   * a state says before or after it.
   */
  record NoticeInvalid(NoticeVersion notice, Position position) implements PermissionMessage {}

  /**
   * Nothing changed up to this position.
   *
   * @param versions of the match secret: holds for every state before and after this place in the
   *     topic, up to the next watermark, whether or not the position is a repeat
   */
  record Watermark(Position position, MatchSecretVersions versions) implements PermissionMessage {}
}
