package dev.consentledger.consent.audit;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.AuditEvent.AuditCallRecorded;
import dev.consentledger.kernel.event.AuditorId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.json.JsonObject;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an auditor does with replays. Each look is recorded before it is answered. */
@Singleton
final class Replays {
  private final ReplayStore store;
  private final ReplayWorker worker;
  private final AuditCalls calls;

  Replays(ReplayStore store, ReplayWorker worker, AuditCalls calls) {
    this.store = store;
    this.worker = worker;
    this.calls = calls;
  }

  /**
   * Begins a replay. The same key of the same auditor gives the same replay; with another question
   * it is refused.
   */
  Uni<Replay> create(AuditorId auditor, Question question, String reason, @Nullable String key) {
    return earlier(auditor, key)
        .chain(found ->
            found.isPresent()
                ? Uni.createFrom().item(same(found.get(), question))
                : begin(UUID.randomUUID(), auditor, question, reason, key));
  }

  /** Begins a replay under an id that stands for its question, once, whoever asks. */
  Uni<Replay> once(UUID id, AuditorId auditor, Question question, String reason) {
    return store
        .find(id)
        .chain(found ->
            found.isPresent()
                ? Uni.createFrom().item(found.get())
                : begin(id, auditor, question, reason, null));
  }

  private Uni<Replay> begin(
      UUID id, AuditorId auditor, Question question, String reason, @Nullable String key) {
    AuditCallRecorded call =
        call(
            auditor,
            "replay." + question.kind().code(),
            JsonObject.builder()
                .put("replay", id.toString())
                .put("question", question.json())
                .build(),
            Optional.of(reason));
    return calls
        .record(call)
        .chain(position -> store.insert(id, question, auditor, reason, key, position))
        .chain(inserted ->
            inserted || key == null
                ? get(id)
                : earlier(auditor, key).map(found -> same(found.orElseThrow(), question)))
        .invoke(worker::wake);
  }

  Uni<Optional<Replay>> find(UUID id) {
    return store.find(id);
  }

  Uni<Replay> get(UUID id) {
    return store
        .find(id)
        .map(found -> found.orElseThrow(() -> new ProblemException(Problem.REPLAY_UNKNOWN)));
  }

  /** A page of all auditors' questions; the look at them is recorded first. */
  Uni<List<Replay>> list(AuditorId auditor, long before, int limit) {
    return calls
        .record(call(auditor, "list", JsonObject.builder().build(), Optional.empty()))
        .chain(() -> store.list(before, limit));
  }

  /** The replay; where it found something, the look at that is recorded first. */
  Uni<Replay> read(AuditorId auditor, UUID id, Optional<String> reason) {
    return get(id)
        .call(replay ->
            replay.state() == Replay.State.DONE
                ? record(auditor, "finding", id, reason)
                : Uni.createFrom().voidItem());
  }

  /** Cancels it unless it is over: a finding stays. */
  Uni<Replay> cancel(AuditorId auditor, UUID id) {
    return get(id)
        .call(() -> record(auditor, "cancel", id, Optional.empty()))
        .chain(() -> store.cancel(id))
        .invoke(() -> worker.stop(id))
        .chain(() -> get(id));
  }

  /** Records a look at what a replay found; the replay must be done. */
  Uni<Replay> look(AuditorId auditor, String kind, UUID id, Optional<String> reason) {
    return get(id).invoke(Replays::requireDone).call(() -> record(auditor, kind, id, reason));
  }

  private Uni<Position> record(
      AuditorId auditor, String kind, UUID replay, Optional<String> reason) {
    return calls.record(
        call(auditor, kind, JsonObject.builder().put("replay", replay.toString()).build(), reason));
  }

  double progress(Replay replay) {
    return replay.state() == Replay.State.RUNNING
        ? Math.max(replay.progress(), worker.progress(replay.id()).orElse(0.0))
        : replay.progress();
  }

  private Uni<Optional<Replay>> earlier(AuditorId auditor, @Nullable String key) {
    return key == null ? Uni.createFrom().item(Optional.empty()) : store.byKey(auditor, key);
  }

  private static Replay same(Replay earlier, Question question) {
    if (!earlier.question().equals(question)) {
      throw new ProblemException(Problem.REPLAY_DIFFERS);
    }
    return earlier;
  }

  private static void requireDone(Replay replay) {
    boolean listGone =
        replay
            .failure()
            .filter(failure -> failure.reason().equals(ReplayFailed.Why.LIST_GONE.code()))
            .isPresent();
    if (listGone) {
      throw new ProblemException(Problem.LIST_GONE);
    }
    if (replay.state() != Replay.State.DONE) {
      throw new ProblemException(Problem.REPLAY_NOT_DONE);
    }
    if (replay.evidenceGoneAt().isPresent()) {
      throw new ProblemException(Problem.EVIDENCE_GONE);
    }
  }

  /** A question that looks like an address or a number must not get into the ledger. */
  static AuditCallRecorded call(
      AuditorId auditor, String kind, JsonObject query, Optional<String> reason) {
    try {
      return new AuditCallRecorded(auditor, kind, query, reason);
    } catch (IllegalArgumentException _) {
      throw ProblemException.invalid(
          "body", "must hold no address and no number: it is recorded in the ledger");
    }
  }
}
