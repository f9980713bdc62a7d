package dev.consentledger.consent.rights;

import dev.consentledger.consent.ledger.StoredEntry;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectEvent;
import dev.consentledger.kernel.event.SubjectEvent.SignalChanged;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.evidence.InvalidNotices;
import dev.consentledger.kernel.evidence.Placed;
import dev.consentledger.kernel.evidence.SubjectGrants;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that the ledger holds of an account, with closed seals.
 *
 * @param position every event up to here is in it, and none after
 * @param entries the stored entries, in the order of {@code events}
 * @param invalidNotices the versions of notices that the person was shown and that were invalidated
 *     by the position, each with its moment
 */
record AccountHistory(
    AccountId account,
    SubjectId subject,
    Position position,
    List<StoredEntry> entries,
    List<Placed<SubjectEvent>> events,
    SubjectGrants grants,
    Map<NoticeVersion, Moment> invalidNotices) {

  /** The entry at a position; empty where the account has none there. */
  Optional<StoredEntry> entryAt(Position at) {
    return entries.stream().filter(entry -> entry.position().equals(at)).findAny();
  }

  /** When the notice that a grant was given under was invalidated. */
  Optional<Moment> invalidated(GrantLife life) {
    return Optional.ofNullable(invalidNotices.get(life.notice()));
  }

  /** Every notice that the person was shown, each once, in the order of first use. */
  List<Notice> notices() {
    return notices(grants);
  }

  static List<Notice> notices(SubjectGrants grants) {
    return Stream.concat(
            grants.contactPoints().stream()
                .map(life ->
                    new Shown(
                        life.registration().position(), life.registration().event().notice())),
            grants.grants().stream()
                .map(life -> new Shown(life.position(), life.grant().event().notice())))
        .sorted(Comparator.comparing(Shown::at))
        .map(Shown::notice)
        .distinct()
        .toList();
  }

  private record Shown(Position at, Notice notice) {}

  /** The first change, after a position, of a signal that stands above the purpose. */
  Optional<Placed<SignalChanged>> firstOverride(Purpose purpose, Position after) {
    return grants.signals().stream()
        .filter(change ->
            change.event().on()
                && change.event().signal().overrides(purpose)
                && change.position().isAfter(after))
        .findFirst();
  }

  /**
   * Whatever its notice: whether a signal that stands above the grant's purpose is on at the
   * history's end.
   */
  boolean isOverridden(GrantLife life) {
    return life.isActiveAt(position) && !grants.counted(life, position, InvalidNotices.NONE);
  }
}
