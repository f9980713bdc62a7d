package dev.consentledger.kernel.permission;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;

/**
 * A contact point with an active grant of list matching.
 *
 * @param grantedAt the position of the grant, which also names it: no two grants share one, and a
 *     grant stays the same whatever its match keys
 */
public record PermittedContactPoint(
    ContactPointId id, ContactPointKind kind, MatchKeys matchKeys, Position grantedAt) {}
