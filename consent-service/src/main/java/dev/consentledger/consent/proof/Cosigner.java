package dev.consentledger.consent.proof;

import dev.consentledger.consent.leader.Troubles;
import dev.consentledger.consent.proof.WitnessClient.Answer;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.kernel.proof.WitnessRequest;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks one witness to cosign the newest checkpoint, one request at a time, with growing pauses
 * while it doesn't. Nothing waits for this. On the executor's one thread.
 */
final class Cosigner {
  private static final Logger LOG = Logger.getLogger(Cosigner.class);

  /** A 409 is answered at once with the witness's size; further ones have to wait. */
  private static final int CONFLICTS_AT_ONCE_MAX = 1;

  private final String name;
  private final VerifierKey witness;
  private final WitnessClient client;
  private final Parts parts;
  private final ScheduledExecutorService executor;
  private @Nullable SignedCheckpoint newest;
  private long generation;
  private long cosignedSize = -1;
  private int failures;
  private boolean busy;
  private volatile @Nullable String problem;
  private volatile long shownSize;

  /** What cosigning works with. */
  record Parts(Checkpoints checkpoints, TileProofs proofs, ProofSettings settings, Clock clock) {}

  Cosigner(
      String name,
      VerifierKey witness,
      WitnessClient client,
      Parts parts,
      ScheduledExecutorService executor) {
    this.name = name;
    this.witness = witness;
    this.client = client;
    this.parts = parts;
    this.executor = executor;
  }

  String name() {
    return name;
  }

  /** The largest tree that the witness has cosigned for this instance. */
  long cosignedSize() {
    return shownSize;
  }

  /** Why it does not cosign now, where it doesn't. */
  @Nullable String problem() {
    return problem;
  }

  /** Begins with what is stored: a checkpoint of a former leader may lack its cosignature. */
  void begin(Optional<SignedCheckpoint> stored) {
    long mine = ++generation;
    busy = true;
    newest = stored.orElse(null);
    onThread(
        mine,
        parts.checkpoints().cosignedSize(witness),
        size -> {
          cosignedSize = size;
          shownSize = size;
          busy = false;
          next();
        });
  }

  void offer(SignedCheckpoint checkpoint) {
    newest = checkpoint;
    next();
  }

  void stop() {
    generation++;
    newest = null;
    busy = false;
    problem = null;
  }

  private void next() {
    SignedCheckpoint wanted = newest;
    if (busy || wanted == null || wanted.size() == 0 || wanted.size() <= shownSize) {
      return;
    }
    busy = true;
    long mine = generation;
    long oldSize = cosignedSize;
    if (oldSize > wanted.size()) {
      failed("it has cosigned " + oldSize + " entries, and the log holds " + wanted.size());
      return;
    }
    onThread(
        mine,
        Uni.createFrom().deferred(() -> request(oldSize, wanted)),
        request -> send(mine, wanted, request));
  }

  /** Fails where the witness's size is none that this log has signed. */
  private Uni<WitnessRequest> request(long oldSize, SignedCheckpoint wanted) {
    // Without other witnesses' lines: this witness needs ours alone.
    var note = new SignedNote(wanted.note().text(), List.of(wanted.note().signatures().getFirst()));
    if (oldSize == 0) {
      return Uni.createFrom().item(new WitnessRequest(0, List.of(), note));
    }
    return parts
        .checkpoints()
        .at(oldSize)
        .map(found ->
            found.orElseThrow(
                () -> new LedgerDiffers("the witness cosigned a size that was never signed")))
        .chain(older -> parts.proofs().consistency(older.head(), wanted.head()))
        .map(proof -> new WitnessRequest(oldSize, proof.path(), note));
  }

  private void send(long mine, SignedCheckpoint wanted, WitnessRequest request) {
    onThread(
        mine,
        Uni.createFrom().completionStage(() -> client.addCheckpoint(request)),
        answer -> answered(mine, wanted, request, answer));
  }

  private void answered(long mine, SignedCheckpoint wanted, WitnessRequest request, Answer answer) {
    switch (answer) {
      case Answer.Cosigned(var line) ->
          onThread(
              mine,
              parts
                  .checkpoints()
                  .cosigned(wanted.size(), witness, line, parts.clock().instant())
                  .replaceWith(wanted.size()),
              this::cosigned);
      case Answer.OtherSize(var size) when size == request.oldSize() ->
          failed("it knows another tree of " + size + " entries");
      case Answer.OtherSize(var size) -> {
        cosignedSize = size;
        if (failures < CONFLICTS_AT_ONCE_MAX) {
          failures++;
          busy = false;
          next();
        } else {
          failed("it keeps naming other sizes");
        }
      }
      case Answer.Refused(var why) -> failed(why);
    }
  }

  private void cosigned(long size) {
    cosignedSize = size;
    shownSize = size;
    failures = 0;
    busy = false;
    if (problem != null) {
      LOG.infof("The witness %s cosigns again", name);
      problem = null;
    }
    next();
  }

  /** Tries again after a pause, with whatever checkpoint is the newest then. */
  private void failed(String why) {
    if (!why.equals(problem)) {
      LOG.warnf("The witness %s does not cosign: %s", name, why);
    }
    problem = why;
    long mine = generation;
    long min = parts.settings().witnessPauseMin().toMillis();
    long max = parts.settings().witnessPauseMax().toMillis();
    long pause = Math.min(max, min << Math.min(failures, 20));
    failures++;
    var _ =
        executor.schedule(
            () -> {
              if (mine == generation) {
                busy = false;
                next();
              }
            },
            pause,
            TimeUnit.MILLISECONDS);
  }

  private <T> void onThread(long mine, Uni<T> uni, Consumer<T> consumer) {
    uni.ifNoItem()
        .after(parts.settings().witnessLimit().plus(parts.settings().answerLimit()))
        .fail()
        .subscribe()
        .with(
            item -> executor.execute(() -> guarded(mine, () -> consumer.accept(item))),
            failure ->
                executor.execute(() -> guarded(mine, () -> failed(Troubles.describe(failure)))));
  }

  private void guarded(long mine, Runnable step) {
    if (mine != generation) {
      return;
    }
    try {
      step.run();
    } catch (RuntimeException e) {
      failed(Troubles.describe(e));
    }
  }

  void close() {
    client.close();
  }
}
