package dev.consentledger.kernel.permission;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.identifier.MatchKey;
import java.util.List;

/**
 * A contact point with an active grant of list matching.
 *
 * @param matchKeys one a distinct normalised form, at least one
 * @param grantedAt the position of the grant, which also names it: no two grants share one
 */
public record PermittedContactPoint(
    ContactPointId id, ContactPointKind kind, List<MatchKey> matchKeys, Position grantedAt) {
  public PermittedContactPoint {
    matchKeys = List.copyOf(matchKeys);
    if (matchKeys.isEmpty()) {
      throw new IllegalArgumentException("a permitted contact point has at least one match key");
    }
  }
}
