package dev.consentledger.consent.audit;

import dev.consentledger.consent.decision.NoticeState;
import dev.consentledger.consent.decision.NoticeState.Invalidation;
import dev.consentledger.consent.notice.NoticeTexts;
import dev.consentledger.consent.notice.Notices;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.consent.publication.PublishedPosition;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.NoticeVersion;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** Reads notices, and how far an invalidation has come. */
@Singleton
final class NoticeReads {
  private final Notices notices;
  private final NoticeTexts texts;
  private final PublishedPosition published;
  private final MatchingRuns matching;
  private final Replays replays;

  NoticeReads(
      Notices notices,
      NoticeTexts texts,
      PublishedPosition published,
      MatchingRuns matching,
      Replays replays) {
    this.notices = notices;
    this.texts = texts;
    this.published = published;
    this.matching = matching;
    this.replays = replays;
  }

  Uni<NoticeAnswers.Versions> versions(String id) {
    return notices
        .read(id)
        .map(state -> {
          if (state.versions().isEmpty()) {
            throw unknown();
          }
          return NoticeAnswers.Versions.of(id, state);
        });
  }

  Uni<NoticeAnswers.Version> version(String id, String version) {
    return notices
        .read(id)
        .map(state -> state.version(version).orElseThrow(NoticeReads::unknown))
        .chain(found -> answer(new NoticeVersion(id, version), found));
  }

  private Uni<NoticeAnswers.Version> answer(NoticeVersion named, NoticeState.Version found) {
    var hashes = found.texts().values().stream().map(text -> text.notice().sha256()).toList();
    return texts
        .read(hashes)
        .chain(stored ->
            invalidated(named, found.invalidation())
                .map(invalidated ->
                    new NoticeAnswers.Version(
                        named.id(),
                        named.version(),
                        NoticeAnswers.Text.of(found, stored),
                        invalidated.orElse(null))));
  }

  private Uni<Optional<NoticeAnswers.Invalidated>> invalidated(
      NoticeVersion named, Optional<Invalidation> invalidation) {
    if (invalidation.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    Invalidation gone = invalidation.get();
    Position position = gone.moment().position();
    UUID replay = NoticeInvalidation.replayOf(named, position);
    return Uni.combine()
        .all()
        .unis(published.read(), matching.notice(named), replays.find(replay))
        .asTuple()
        .map(read -> {
          Optional<Replay> begun = read.getItem3();
          return Optional.of(
              new NoticeAnswers.Invalidated(
                  position.value(),
                  gone.moment().time(),
                  gone.order().reason(),
                  read.getItem1().isAtLeast(position),
                  read.getItem2().flatMap(NoticeReads::matching).orElse(null),
                  begun.map(Replay::id).orElse(null),
                  begun.map(Replay::state).map(Replay.State::code).orElse(null),
                  begun.map(replays::progress).orElse(null)));
        });
  }

  /** An answer that is not understood says nothing. */
  private static Optional<NoticeAnswers.Matching> matching(JsonObject answer) {
    try {
      return Optional.of(
          new NoticeAnswers.Matching(
              Boolean.TRUE.equals(answer.fields().get("applied")), answer.number("rowsLeft")));
    } catch (JsonException _) {
      return Optional.empty();
    }
  }

  private static ProblemException unknown() {
    return new ProblemException(Problem.NOTICE_NOT_REGISTERED);
  }
}
