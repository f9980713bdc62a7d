package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.NoticeStanding;
import dev.consentledger.consent.notice.NoticeSettings;
import dev.consentledger.consent.notice.NoticeSettings.Unregistered;
import dev.consentledger.consent.notice.Notices;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.purpose.Notice;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Looks up whether grants may name their notices, before the rules decide. Where the operator takes
 * unregistered ones, each is counted, and logged once.
 */
@Singleton
final class GrantNotices {
  /** Notices that are remembered as logged; further ones are counted alone. */
  static final int LOGGED_MAX = 1_000;

  private static final Logger LOG = Logger.getLogger(GrantNotices.class);

  private final Notices notices;
  private final Unregistered unregistered;
  private final Counter taken;
  private final Set<Notice> logged = ConcurrentHashMap.newKeySet();

  GrantNotices(Notices notices, NoticeSettings settings, MeterRegistry meters) {
    this.notices = notices;
    this.unregistered = settings.unregistered();
    this.taken = meters.counter("consentledger.intake.unregistered.notices");
  }

  /** The standing of each notice that a request names, as its grants shall take it. */
  interface Standings {
    NoticeStanding of(Notice notice);
  }

  /** Handles a request whose grants name these notices. */
  Uni<Outcome> checked(List<Notice> named, Function<Standings, Uni<Outcome>> handle) {
    return notices
        .standing(named)
        .chain(found ->
            handle
                .apply(notice -> taken(found.getOrDefault(notice, NoticeStanding.UNKNOWN)))
                .invoke(outcome -> {
                  if (outcome instanceof Outcome.Done(var position)) {
                    tell(found, position);
                  }
                }));
  }

  private NoticeStanding taken(NoticeStanding found) {
    boolean isTaken =
        switch (found) {
          case UNKNOWN, DIFFERS -> unregistered == Unregistered.WARN;
          case STANDS, INVALID -> false;
        };
    return isTaken ? NoticeStanding.STANDS : found;
  }

  private void tell(Map<Notice, NoticeStanding> found, Position position) {
    found.forEach((notice, standing) -> {
      if (taken(standing) != standing) {
        taken.increment();
        if (logged.size() < LOGGED_MAX && logged.add(notice)) {
          LOG.warnf(
              "The grant at position %s was taken under notice %s, version %s, %s, which is %s;"
                  + " further ones are counted alone",
              position,
              notice.id(),
              notice.version(),
              notice.locale(),
              standing == NoticeStanding.UNKNOWN ? "not registered" : "registered otherwise");
        }
      }
    });
  }
}
