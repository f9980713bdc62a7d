package dev.consentledger.consent.publication;

import static dev.consentledger.kernel.event.ContactPointKind.EMAIL;

import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.permission.MatchKeys;
import dev.consentledger.kernel.permission.PermittedContactPoint;
import dev.consentledger.kernel.purpose.Notice;
import dev.consentledger.kernel.purpose.NoticeVersion;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Writes random facts to the ledger and keeps by itself, in the plainest way, what is permitted
 * after each of them. Grants are given under any notice, also one that is invalidated already.
 */
final class LedgerModel {
  private static final int ACCOUNTS = 6;
  private static final int POINTS = 3;
  static final int SECRETS = 4;
  private static final List<String> NOTICES = List.of("ads", "offers");
  private static final int NOTICE_VERSIONS = 12;

  private final SplittableRandom random;
  private final List<Account> accounts = new ArrayList<>();
  private final Map<String, Point> points = new TreeMap<>();
  private final Map<String, TestNotice> notices = new HashMap<>();
  private final Set<NoticeVersion> invalid = new HashSet<>();
  private final TreeMap<Position, Map<SubjectId, List<PermittedContactPoint>>> permitted =
      new TreeMap<>();
  private int forms;

  /** A registered contact point; {@code grantedAt} is null while it may not be matched. */
  private static final class Point {
    private final String form;
    private Position grantedAt;
    private Notice notice;
    private boolean secured;

    private Point(String form) {
      this.form = form;
    }
  }

  LedgerModel(PublicationFixture fixture, long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < ACCOUNTS; i++) {
      accounts.add(fixture.account("account-" + i));
    }
    NOTICES.forEach(id -> notices.put(id, new TestNotice(fixture.ledger, id)));
    permitted.put(Position.START, Map.of());
  }

  int invalidated() {
    return invalid.size();
  }

  void write(int facts) {
    for (int i = 0; i < facts; i++) {
      if (random.nextInt(12) == 0) {
        invalidateOne();
        continue;
      }
      Account account = accounts.get(random.nextInt(ACCOUNTS));
      String name = "point-" + random.nextInt(POINTS);
      Position position = writeOne(account, name);
      permitted.put(position, snapshot());
    }
  }

  /** Any version, once. */
  private void invalidateOne() {
    Notice notice = anyNotice();
    if (invalid.add(notice.noticeVersion())) {
      permitted.put(notices.get(notice.id()).invalidate(notice), snapshot());
    }
  }

  private Notice anyNotice() {
    return TestNotice.of(
        NOTICES.get(random.nextInt(NOTICES.size())),
        Integer.toString(random.nextInt(NOTICE_VERSIONS)));
  }

  private Position writeOne(Account account, String name) {
    String key = account.id().value() + "/" + name;
    Point point = points.get(key);
    if (point == null) {
      var fresh = new Point("form-" + forms++ + "@example.com");
      points.put(key, fresh);
      return account.register(name, EMAIL, fresh.form);
    }
    return switch (random.nextInt(8)) {
      case 0 -> {
        points.remove(key);
        yield account.remove(name);
      }
      case 1, 2 -> toggleSecurity(account, name, point);
      default -> toggleMatching(account, name, point);
    };
  }

  private static Position toggleSecurity(Account account, String name, Point point) {
    point.secured = !point.secured;
    return point.secured
        ? account.grant(name, Purpose.TWO_FACTOR)
        : account.withdraw(name, Purpose.TWO_FACTOR);
  }

  private Position toggleMatching(Account account, String name, Point point) {
    if (point.grantedAt == null) {
      point.notice = anyNotice();
      point.grantedAt = account.grant(name, Purpose.LIST_MATCHING, point.notice, Optional.empty());
      return point.grantedAt;
    }
    point.grantedAt = null;
    return account.withdraw(name, Purpose.LIST_MATCHING);
  }

  private Map<SubjectId, List<PermittedContactPoint>> snapshot() {
    var now = new HashMap<SubjectId, List<PermittedContactPoint>>();
    for (Account account : accounts) {
      for (int i = 0; i < POINTS; i++) {
        String name = "point-" + i;
        Point point = points.get(account.id().value() + "/" + name);
        boolean isPermitted =
            point != null
                && point.grantedAt != null
                && !invalid.contains(point.notice.noticeVersion());
        if (isPermitted) {
          now.computeIfAbsent(account.subject(), _ -> new ArrayList<>())
              .add(
                  new PermittedContactPoint(
                      new ContactPointId(name),
                      EMAIL,
                      keys(Digest.ofForm(point.form)),
                      point.grantedAt,
                      Optional.of(point.notice.noticeVersion())));
        }
      }
    }
    return now;
  }

  /** Under every secret that a test may publish. */
  private static MatchKeys keys(Digest digest) {
    var versions = IntStream.rangeClosed(1, SECRETS).boxed().toList();
    return new MatchKeys(
        versions,
        versions.stream().map(each -> PublicationFixture.secret(each).keyOf(digest)).toList());
  }

  Position head() {
    return permitted.lastKey();
  }

  /** Contact points in no particular order; subjects without any are left out. */
  Map<SubjectId, List<PermittedContactPoint>> permittedAt(Position position) {
    return permitted.floorEntry(position).getValue();
  }
}
