package dev.consentledger.consent.rights;

import dev.consentledger.consent.rights.AccessReport.Grant;
import dev.consentledger.consent.rights.AccessReport.Point;
import dev.consentledger.consent.rights.AccessReport.Shown;
import dev.consentledger.consent.rights.AccessReport.Signalled;
import dev.consentledger.consent.rights.AccessReport.Text;
import dev.consentledger.consent.rights.AccessReport.Use;
import dev.consentledger.consent.rights.AccessReport.Withdrawal;
import dev.consentledger.consent.rights.ConsentAct.Kind;
import dev.consentledger.kernel.evidence.ContactPointLife;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.Purpose;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The parts of a report that the ledger alone says. A pure function of what was read. */
record ReportBuilder(AccountHistory history, Instant at) {

  static Use use(Purpose purpose) {
    return new Use(purpose.code(), purpose.dpvIri(), PlainWords.of(purpose));
  }

  static List<Use> uses(Collection<Purpose> purposes) {
    return purposes.stream().distinct().sorted().map(ReportBuilder::use).toList();
  }

  List<Point> contactPoints() {
    return history.grants().contactPoints().stream().map(ReportBuilder::point).toList();
  }

  private static Point point(ContactPointLife life) {
    var registered = life.registration().event();
    return new Point(
        registered.contactPoint().value(),
        registered.kind().code(),
        uses(registered.collectedFor()),
        text(registered.notice()),
        Moment.of(life.registration()),
        life.removal().map(Moment::of).orElse(null));
  }

  List<Grant> grants() {
    return history.grants().grants().stream().map(this::grant).toList();
  }

  private Grant grant(GrantLife life) {
    var granted = life.grant().event();
    Optional<Moment> invalid = history.invalidated(life);
    return new Grant(
        life.position().value(),
        granted.contactPoint().value(),
        life.registration().event().kind().code(),
        use(granted.purpose()),
        text(granted.notice()),
        granted.context(),
        granted.method(),
        granted.legalBasis(),
        life.grant().time(),
        granted.expiresAt().orElse(null),
        state(life),
        life.ending().map(ending -> Moment.of(ending.event())).or(() -> invalid).orElse(null));
  }

  private String state(GrantLife life) {
    if (life.ending().isPresent()) {
      return life.ending().get().how().code();
    }
    if (history.invalidated(life).isPresent()) {
      return "notice_invalid";
    }
    if (life.grant().event().expiresAt().filter(end -> !end.isAfter(at)).isPresent()) {
      return "expired";
    }
    return history.isOverridden(life) ? "overridden" : "active";
  }

  List<Withdrawal> withdrawals() {
    return ConsentAct.of(history).stream()
        .filter(act -> act.kind() != Kind.GRANTED && act.kind() != Kind.SIGNAL_OFF)
        .map(act ->
            new Withdrawal(
                act.kind().code(),
                Moment.of(act.event()),
                uses(act.grants().stream().map(GrantLife::purpose).toList()),
                act.grants().stream().map(life -> life.position().value()).toList()))
        .toList();
  }

  List<Signalled> signals() {
    return history.grants().signals().stream()
        .map(change ->
            new Signalled(change.event().signal().code(), change.event().on(), Moment.of(change)))
        .toList();
  }

  List<Shown> notices() {
    return history.notices().stream()
        .map(
            notice -> new Shown(text(notice), history.invalidNotices().get(notice.noticeVersion())))
        .toList();
  }

  /** Everything that the account's data was collected or used for. */
  List<Purpose> purposes() {
    return Stream.concat(
            history.grants().contactPoints().stream()
                .flatMap(life -> life.registration().event().collectedFor().stream()),
            history.grants().grants().stream().map(GrantLife::purpose))
        .distinct()
        .sorted()
        .toList();
  }

  private static Text text(Notice notice) {
    return new Text(notice.id(), notice.version(), notice.locale(), notice.sha256());
  }
}
