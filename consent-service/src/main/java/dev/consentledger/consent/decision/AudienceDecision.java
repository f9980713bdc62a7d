package dev.consentledger.consent.decision;

import dev.consentledger.consent.decision.AudienceCommand.CreateAudience;
import dev.consentledger.consent.decision.AudienceCommand.DeleteAudience;
import dev.consentledger.consent.decision.AudienceCommand.RecordRun;
import dev.consentledger.consent.decision.AudienceState.Deleted;
import dev.consentledger.consent.decision.AudienceState.Live;
import dev.consentledger.consent.decision.AudienceState.Recorded;
import dev.consentledger.consent.decision.AudienceState.Unknown;
import dev.consentledger.consent.decision.Decision.Accepted;
import dev.consentledger.consent.decision.Decision.NothingToDo;
import dev.consentledger.consent.decision.Decision.Refused;
import dev.consentledger.kernel.event.AudienceEvent;
import dev.consentledger.kernel.event.AudienceEvent.AudienceCreated;
import dev.consentledger.kernel.event.AudienceEvent.AudienceDeleted;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules for one audience's stream, as pure functions. A deleted audience never comes back. */
public final class AudienceDecision {
  private AudienceDecision() {}

  public static Decision<AudienceEvent> decide(AudienceState state, AudienceCommand command) {
    return switch (command) {
      case CreateAudience create -> create(state, create);
      case RecordRun(ListMatched result) -> record(state, result);
      case DeleteAudience _ -> delete(state);
    };
  }

  /** The state after one event; throws {@link HistoryException} where it does not fit. */
  public static AudienceState evolve(AudienceState state, AudienceEvent event, Position position) {
    return switch (event) {
      case AudienceCreated(var advertiser) -> {
        if (!(state instanceof Unknown)) {
          throw nonsense(event, position, state);
        }
        yield new Live(advertiser, position, Map.of());
      }
      case ListMatched result -> {
        Live live = live(state, event, position);
        var runs = new HashMap<>(live.runs());
        if (runs.put(result.run(), new Recorded(result, position)) != null) {
          throw nonsense(event, position, state);
        }
        yield new Live(live.advertiser(), live.createdAt(), runs);
      }
      case AudienceDeleted _ -> {
        live(state, event, position);
        yield new Deleted(position);
      }
    };
  }

  private static Decision<AudienceEvent> create(AudienceState state, CreateAudience command) {
    return switch (state) {
      case Unknown _ -> accepted(new AudienceCreated(command.advertiser()));
      case Live live when live.advertiser().equals(command.advertiser()) ->
          new NothingToDo<>(live.createdAt());
      case Live _, Deleted _ -> new Refused<>(Refusal.AUDIENCE_UNKNOWN);
    };
  }

  private static Decision<AudienceEvent> record(AudienceState state, ListMatched result) {
    if (!(state instanceof Live live) || !live.advertiser().equals(result.advertiser())) {
      return new Refused<>(Refusal.AUDIENCE_UNKNOWN);
    }
    Recorded recorded = live.runs().get(result.run());
    if (recorded == null) {
      return accepted(result);
    }
    return recorded.result().equals(result)
        ? new NothingToDo<>(recorded.recordedAt())
        : new Refused<>(Refusal.RUN_DIFFERS);
  }

  private static Decision<AudienceEvent> delete(AudienceState state) {
    return switch (state) {
      case Unknown _ -> new Refused<>(Refusal.AUDIENCE_UNKNOWN);
      case Live _ -> accepted(new AudienceDeleted());
      case Deleted(var deletedAt) -> new NothingToDo<>(deletedAt);
    };
  }

  private static Live live(AudienceState state, AudienceEvent event, Position position) {
    if (state instanceof Live live) {
      return live;
    }
    throw nonsense(event, position, state);
  }

  private static HistoryException nonsense(
      AudienceEvent event, Position position, AudienceState state) {
    return new HistoryException(
        event.getClass().getSimpleName(),
        position,
        "the audience is " + state.getClass().getSimpleName());
  }

  private static Decision<AudienceEvent> accepted(AudienceEvent event) {
    return new Accepted<>(List.of(event));
  }
}
