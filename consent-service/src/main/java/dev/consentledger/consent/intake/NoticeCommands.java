package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.Decision;
import dev.consentledger.consent.decision.NoticeCommand;
import dev.consentledger.consent.decision.NoticeCommand.InvalidateNotice;
import dev.consentledger.consent.decision.NoticeCommand.RegisterNotice;
import dev.consentledger.consent.decision.NoticeDecision;
import dev.consentledger.consent.decision.NoticeState;
import dev.consentledger.consent.notice.NoticeText;
import dev.consentledger.consent.notice.NoticeTexts;
import dev.consentledger.consent.notice.Notices;
import dev.consentledger.kernel.event.LedgerEvent;
import dev.consentledger.kernel.event.NoticeEvent;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.purpose.Notice;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;

/** Carries commands about notices to the ledger; ids are those that a stream can have. */
@Singleton
public final class NoticeCommands {
  private final Appending appending;
  private final Notices notices;
  private final NoticeTexts texts;

  NoticeCommands(Appending appending, Notices notices, NoticeTexts texts) {
    this.appending = appending;
    this.notices = notices;
    this.texts = texts;
  }

  /**
   * Registers a text. It is stored first, so that whatever the ledger names can be shown; what is
   * refused is not stored.
   */
  Uni<Outcome> register(Notice notice, NoticeText text) {
    var command = new RegisterNotice(notice);
    return notices
        .read(notice.id())
        .chain(state ->
            NoticeDecision.decide(state, command) instanceof Decision.Accepted<NoticeEvent>
                ? texts.store(text)
                : Uni.createFrom().voidItem())
        .chain(() -> handle(notice.id(), command));
  }

  /** Invalidates a version, once. */
  public Uni<Outcome> invalidate(NoticeInvalidated order) {
    return handle(order.id(), new InvalidateNotice(order)).invoke(() -> notices.forget(order.id()));
  }

  private Uni<Outcome> handle(String id, NoticeCommand command) {
    StreamName stream =
        StreamName.ofNotice(id)
            .orElseThrow(() -> new IllegalArgumentException("no stream has this notice's name"));
    return appending.decide(
        stream,
        Seal.CLOSED,
        () -> new Folded<>(NoticeState.EMPTY, NoticeCommands::evolve, Seal.CLOSED),
        (state, _) -> NoticeDecision.decide(state, command));
  }

  private static NoticeState evolve(
      NoticeState state, LedgerEvent event, Position position, Instant time) {
    if (event instanceof NoticeEvent noticeEvent) {
      return NoticeDecision.evolve(state, noticeEvent, position, time);
    }
    throw new IllegalStateException("a notice's stream holds another kind of event at " + position);
  }
}
