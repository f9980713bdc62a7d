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
import dev.consentledger.kernel.purpose.Purpose;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that the ledger holds of an account, with closed seals.
 *
 * @param position every event up to here is in it, and none after
 * @param entries the stored entries, in the order of {@code events}
 */
record AccountHistory(
    AccountId account,
    SubjectId subject,
    Position position,
    List<StoredEntry> entries,
    List<Placed<SubjectEvent>> events,
    SubjectGrants grants) {

  /** The entry at a position; empty where the account has none there. */
  Optional<StoredEntry> entryAt(Position at) {
    return entries.stream().filter(entry -> entry.position().equals(at)).findAny();
  }

  /** Every notice that the person was shown, each once, in the order of first use. */
  List<Notice> notices() {
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
