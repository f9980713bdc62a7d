package dev.consentledger.kernel.permission;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.Optional;

/**
 * A contact point with an active grant of list matching.
 *
 * @param grantedAt the position of the grant, which also names it: no two grants share one, and a
 *     grant stays the same whatever its match keys
 * @param notice what the grant was given under; empty in states from before notices were told: such
 *     a grant permits nothing once any notice is invalid, since it may be that one
 */
public record PermittedContactPoint(
    ContactPointId id,
    ContactPointKind kind,
    MatchKeys matchKeys,
    Position grantedAt,
    Optional<NoticeVersion> notice) {}
