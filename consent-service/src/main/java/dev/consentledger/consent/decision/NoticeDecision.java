package dev.consentledger.consent.decision;

import dev.consentledger.consent.decision.Decision.Accepted;
import dev.consentledger.consent.decision.Decision.NothingToDo;
import dev.consentledger.consent.decision.Decision.Refused;
import dev.consentledger.consent.decision.NoticeCommand.InvalidateNotice;
import dev.consentledger.consent.decision.NoticeCommand.RegisterNotice;
import dev.consentledger.consent.decision.NoticeState.Invalidation;
import dev.consentledger.consent.decision.NoticeState.Text;
import dev.consentledger.consent.decision.NoticeState.Version;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.NoticeEvent.NoticeRegistered;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.purpose.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The rules for one notice's stream, as pure functions. What is invalidated never stands again. */
public final class NoticeDecision {
  private NoticeDecision() {}

  public static Decision<NoticeEvent> decide(NoticeState state, NoticeCommand command) {
    return switch (command) {
      case RegisterNotice(var notice) -> register(state, notice);
      case InvalidateNotice(var order) -> invalidate(state, order);
    };
  }

  /**
   * The state after one event of the notice's stream, in its order; throws {@link HistoryException}
   * where it does not fit.
   *
   * @param time the event's own time
   */
  public static NoticeState evolve(
      NoticeState state, NoticeEvent event, Position position, Instant time) {
    var moment = new Moment(position, time);
    return switch (event) {
      case NoticeRegistered(var notice) -> {
        Version version = state.version(notice.version()).orElse(Version.NONE);
        if (version.invalidation().isPresent() || version.text(notice.locale()).isPresent()) {
          throw new HistoryException(
              "NoticeRegistered", position, "the text is registered, or its version invalidated");
        }
        yield state.with(notice.version(), version.with(new Text(notice, moment)));
      }
      case NoticeInvalidated order -> {
        Version version = state.version(order.version()).orElse(Version.NONE);
        if (version.texts().isEmpty() || version.invalidation().isPresent()) {
          throw new HistoryException(
              "NoticeInvalidated", position, "the version is unknown, or invalidated already");
        }
        yield state.with(
            order.version(),
            new Version(version.texts(), Optional.of(new Invalidation(order, moment))));
      }
    };
  }

  private static Decision<NoticeEvent> register(NoticeState state, Notice notice) {
    Version version = state.version(notice.version()).orElse(Version.NONE);
    Optional<Text> known = version.text(notice.locale());
    if (known.isPresent()) {
      return known.get().notice().equals(notice)
          ? new NothingToDo<>(known.get().registered().position())
          : new Refused<>(Refusal.NOTICE_TAKEN);
    }
    return version.invalidation().isPresent()
        ? new Refused<>(Refusal.NOTICE_INVALID)
        : new Accepted<>(List.of(new NoticeRegistered(notice)));
  }

  /** The first order counts: a repeat answers its position, whoever gives it and why. */
  private static Decision<NoticeEvent> invalidate(NoticeState state, NoticeInvalidated order) {
    Optional<Version> known = state.version(order.version());
    if (known.isEmpty()) {
      return new Refused<>(Refusal.NOTICE_NOT_REGISTERED);
    }
    return known
        .get()
        .invalidation()
        .<Decision<NoticeEvent>>map(done -> new NothingToDo<>(done.moment().position()))
        .orElseGet(() -> new Accepted<>(List.of(order)));
  }
}
