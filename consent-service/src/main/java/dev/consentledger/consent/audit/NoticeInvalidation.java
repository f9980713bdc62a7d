package dev.consentledger.consent.audit;

import dev.consentledger.consent.intake.NoticeCommands;
import dev.consentledger.consent.intake.Outcome;
import dev.consentledger.consent.notice.Notices;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.NoticeEvent.NoticeInvalidated;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.evidence.ImpactQuery;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.NoticeVersion;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Invalidates a version of a notice, and begins the replay that finds who was paired under it. A
 * call that broke off between the two is finished by its repeat.
 */
@Singleton
final class NoticeInvalidation {
  private final Notices notices;
  private final NoticeCommands commands;
  private final Replays replays;

  NoticeInvalidation(Notices notices, NoticeCommands commands, Replays replays) {
    this.notices = notices;
    this.commands = commands;
    this.replays = replays;
  }

  Uni<NoticeAnswers.Accepted> invalidate(
      String id, String version, AuditorId auditor, String reason) {
    var order = new NoticeInvalidated(id, version, auditor, reason);
    var named = new NoticeVersion(id, version);
    return notices
        .read(id)
        .invoke(state -> {
          if (state.version(version).isEmpty()) {
            throw new ProblemException(Problem.NOTICE_NOT_REGISTERED);
          }
        })
        .chain(() -> commands.invalidate(order))
        .map(outcome ->
            switch (outcome) {
              case Outcome.Done(var position) -> position;
              case Outcome.Refused(var refusal) ->
                  throw new ProblemException(Problem.named(refusal.problem()));
            })
        .chain(position ->
            replays
                .once(replayOf(named, position), auditor, question(named), reason)
                .map(replay ->
                    new NoticeAnswers.Accepted(
                        position.value(), replay.id(), replay.state().code())));
  }

  /** The same for every call about the same invalidation, on every instance. */
  static UUID replayOf(NoticeVersion version, Position invalidated) {
    String name =
        "notice-invalidated " + version.id() + "/" + version.version() + " " + invalidated.value();
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  /** Who was paired under it: the notice of the grant, and not that of the contact point. */
  private static Question question(NoticeVersion version) {
    return new Question.Impact(
        ImpactQuery.fromJson(
            JsonObject.builder()
                .put(
                    "grantNotice",
                    JsonObject.builder()
                        .put("id", version.id())
                        .put("version", version.version())
                        .build())
                .build()));
  }
}
