package dev.consentledger.consent.proof;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.NoteSignature;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.VerifierKey;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The rotation of the signing key. Looks at the file for changes; while it holds several keys, each
 * change is recorded with both signatures, and the newest checkpoint gets the signatures that it
 * lacks, since a ledger at rest signs no other. Every instance does so; doing it twice is doing it
 * once, as Ed25519 gives the same signature again.
 */
@ApplicationScoped
public class SigningKeys {
  private static final Logger LOG = Logger.getLogger(SigningKeys.class);

  private final LogKey key;
  private final KeyChanges changes;
  private final Checkpoints checkpoints;
  private final LogView log;
  private final ProofSettings settings;
  private final Clock clock;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile @Nullable String problem;
  private volatile long timer;

  SigningKeys(
      LogKey key,
      KeyChanges changes,
      Checkpoints checkpoints,
      LogView log,
      ProofSettings settings,
      Clock clock) {
    this.key = key;
    this.changes = changes;
    this.checkpoints = checkpoints;
    this.log = log;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * How far the rotation is.
   *
   * @param keys that sign now, the newest last
   * @param publishedSize of the checkpoint that is served
   * @param signers which of the keys have signed it
   * @param former keys that signed before, the oldest first
   */
  public record State(
      List<VerifierKey> keys,
      OptionalLong publishedSize,
      List<VerifierKey> signers,
      List<VerifierKey> former,
      Optional<String> problem) {}

  void start(@Observes StartupEvent event, Vertx vertx) {
    if (settings.enabled() && key.isHere()) {
      timer = vertx.setPeriodic(settings.signingKeyFileInterval().toMillis(), _ -> look());
    }
  }

  void stop(@Observes ShutdownEvent event, Vertx vertx) {
    vertx.cancelTimer(timer);
  }

  public Uni<State> state() {
    List<VerifierKey> keys = key.signer().verifiers();
    return Uni.combine()
        .all()
        .unis(log.published(), changes.everyKey(keys))
        .asTuple()
        .map(both -> {
          Optional<SignedCheckpoint> published = both.getItem1();
          return new State(
              keys,
              published.isEmpty() ? OptionalLong.empty() : OptionalLong.of(published.get().size()),
              published.map(each -> signersOf(each.note(), keys)).orElse(List.of()),
              both.getItem2().stream().filter(each -> !keys.contains(each)).toList(),
              Optional.ofNullable(problem));
        });
  }

  private void look() {
    if (looking.compareAndSet(false, true)) {
      refresh().eventually(() -> looking.set(false)).subscribe().with(_ -> {}, _ -> {});
    }
  }

  /** One look at the file, and what follows from it. */
  Uni<Void> refresh() {
    return Uni.createFrom()
        .item(key::refresh)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .invoke(read ->
            read.ifPresent(
                keys -> LOG.infof("The log signs with the keys %s, the newest last", keys)))
        .chain(() -> overlap(key.signer()))
        .invoke(() -> problem = null)
        .onFailure()
        .invoke(this::failed);
  }

  private Uni<Void> overlap(CheckpointSigner signer) {
    return signer.verifiers().size() < 2
        ? Uni.createFrom().voidItem()
        : Multi.createFrom()
            .iterable(signer.keyChanges())
            .onItem()
            .transformToUniAndConcatenate(note -> changes.record(note, clock.instant()))
            .onItem()
            .ignoreAsUni()
            .chain(checkpoints::newest)
            .chain(newest ->
                newest.isPresent() ? signAlso(newest.get(), signer) : Uni.createFrom().voidItem());
  }

  private Uni<Void> signAlso(SignedCheckpoint newest, CheckpointSigner signer) {
    List<VerifierKey> signed = signersOf(newest.note(), signer.verifiers());
    return signed.size() == signer.verifiers().size()
        ? Uni.createFrom().voidItem()
        : signer
            .sign(new Checkpoint(key.origin(), newest.head()))
            .chain(note ->
                Multi.createFrom()
                    .iterable(signer.verifiers())
                    .filter(each -> !signed.contains(each))
                    .onItem()
                    .transformToUniAndConcatenate(each ->
                        checkpoints.signed(
                            newest.size(), each, lineOf(note, each), clock.instant()))
                    .onItem()
                    .ignoreAsUni());
  }

  private static NoteSignature lineOf(SignedNote note, VerifierKey key) {
    return note.signatures().stream()
        .filter(line -> line.keyId() == key.id() && line.name().equals(key.name()))
        .findFirst()
        .orElseThrow();
  }

  private static List<VerifierKey> signersOf(SignedNote note, List<VerifierKey> keys) {
    return keys.stream()
        .filter(key ->
            note.signatures().stream()
                .anyMatch(line -> line.keyId() == key.id() && line.name().equals(key.name())))
        .toList();
  }

  private void failed(Throwable failure) {
    // Our own refusals say what is wrong; a driver's words may hold rows.
    String why =
        failure instanceof IllegalStateException
            ? String.valueOf(failure.getMessage())
            : "the signing keys' overlap could not be stored ("
                + failure.getClass().getSimpleName()
                + ")";
    if (!why.equals(problem)) {
      LOG.errorf("The log goes on with the keys it has: %s", why);
    }
    problem = why;
  }
}
