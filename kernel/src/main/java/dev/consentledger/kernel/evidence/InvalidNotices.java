package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which versions of notices are invalidated, and from where on: no grant under one counts at that
 * position or after it, whether it was given before or after. Entries are added in the order of
 * each notice's stream. Not safe for use by several threads.
 */
public final class InvalidNotices {
  /** Every notice stands. */
  public static final InvalidNotices NONE = new InvalidNotices(Map.of());

  private final Map<NoticeVersion, Placed<NoticeInvalidated>> invalidated;

  public InvalidNotices() {
    this(new HashMap<>());
  }

  private InvalidNotices(Map<NoticeVersion, Placed<NoticeInvalidated>> invalidated) {
    this.invalidated = invalidated;
  }

  /** Adds an entry of a notice's stream; throws where it stands in another's. */
  public void add(Placed<NoticeEvent> next) {
    String id =
        switch (next.event()) {
          case NoticeEvent.NoticeRegistered(var notice) -> notice.id();
          case NoticeInvalidated gone -> gone.id();
        };
    if (!StreamName.ofNotice(id).equals(Optional.of(next.header().stream()))) {
      throw nonsense(next, "stands in another notice's stream");
    }
    if (next.event() instanceof NoticeInvalidated gone) {
      var placed = new Placed<>(next.index(), next.position(), next.header(), gone);
      if (invalidated.putIfAbsent(new NoticeVersion(gone.id(), gone.version()), placed) != null) {
        throw nonsense(next, "invalidates a version that is invalid already");
      }
    }
  }

  /** The entry that invalidated this version. */
  public Optional<Placed<NoticeInvalidated>> of(NoticeVersion version) {
    return Optional.ofNullable(invalidated.get(version));
  }

  /** Whether no grant under this version counts at a position. */
  public boolean isInvalid(NoticeVersion version, Position at) {
    return of(version).filter(gone -> at.isAtLeast(gone.position())).isPresent();
  }

  private static EvidenceException nonsense(Placed<NoticeEvent> event, String why) {
    return new EvidenceException(
        "entry " + event.index(), event.event().getClass().getSimpleName() + " " + why);
  }
}
