package dev.consentledger.consent.privacy;

import dev.consentledger.consent.privacy.KeyVersions.Rewrapped;
import dev.consentledger.consent.privacy.KeyVersions.Stored;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Wraps every data key anew under the newest version, in the background and in batches that are
 * transactions of their own: whatever ends it, the next time goes on with what is left. Two
 * instances that do it at once share the work, since neither waits for rows that the other holds.
 * Reading and registering go on meanwhile: each wrap, old or new, opens all the time.
 */
@ApplicationScoped
public class KeyRotation {
  static final int BATCH_SUBJECTS_MAX = 500;
  private static final UUID FIRST = new UUID(0, 0);
  private static final Logger LOG = Logger.getLogger(KeyRotation.class);

  private final KeyEncryptionKeys keys;
  private final KeyVersions versions;
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicLong rewrapped = new AtomicLong();
  private final AtomicLong unreadable = new AtomicLong();
  private volatile @Nullable String problem;

  KeyRotation(KeyEncryptionKeys keys, KeyVersions versions) {
    this.keys = keys;
    this.versions = versions;
  }

  /**
   * How far it is.
   *
   * @param versions that this instance can unwrap, the last one wraps new keys
   * @param inUse versions under which there is a data key
   * @param left data keys that are not under the newest version
   * @param rewrapped by this instance since it began the last time
   * @param unreadable wraps that this instance met and could not open
   * @param problem why a change of the keys was refused, or why the rewrapping stopped
   */
  public record State(
      List<Integer> versions,
      List<Integer> inUse,
      long left,
      boolean running,
      long rewrapped,
      long unreadable,
      Optional<String> problem) {}

  public Uni<State> state() {
    var held = keys.held();
    boolean isRunning = running.get();
    return versions
        .inUse()
        .chain(inUse ->
            left(inUse, held.newest())
                .map(left ->
                    new State(
                        held.versions(),
                        inUse,
                        left,
                        isRunning,
                        rewrapped.get(),
                        unreadable.get(),
                        held.refused().or(() -> Optional.ofNullable(problem)))));
  }

  /** Begins in the background, unless it runs already. */
  public Uni<State> begin() {
    if (running.compareAndSet(false, true)) {
      rewrapped.set(0);
      unreadable.set(0);
      problem = null;
      LOG.infof("Wrapping the data keys anew under version %d", keys.held().newest());
      versions
          .inUse()
          .chain(this::rewrapAll)
          .eventually(() -> running.set(false))
          .subscribe()
          .with(_ -> LOG.infof("%d data keys were wrapped anew", rewrapped.get()), this::stoppedBy);
    }
    return state();
  }

  private void stoppedBy(Throwable failure) {
    problem = "the rewrapping stopped (" + failure.getClass().getSimpleName() + "): begin it again";
    LOG.warnf("Wrapping the data keys anew stopped: %s", failure.getClass().getSimpleName());
  }

  private Uni<Long> left(List<Integer> inUse, int newest) {
    return Multi.createFrom()
        .iterable(inUse)
        .filter(version -> version != newest)
        .onItem()
        .transformToUniAndConcatenate(versions::subjects)
        .collect()
        .with(Collectors.summingLong(Long::longValue));
  }

  private Uni<Void> rewrapAll(List<Integer> inUse) {
    int newest = keys.held().newest();
    return Multi.createFrom()
        .iterable(inUse)
        .filter(version -> version != newest)
        .onItem()
        .transformToUniAndConcatenate(this::rewrapVersion)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Goes through the version's subjects in order, so that an unreadable one is met once. */
  private Uni<Void> rewrapVersion(int version) {
    return Multi.createBy()
        .repeating()
        .uni(
            () -> new UUID[] {FIRST},
            last ->
                versions
                    .pool()
                    .withTransaction(connection -> batch(connection, version, last[0]))
                    .invoke(batch -> {
                      if (!batch.isEmpty()) {
                        last[0] = batch.getLast().subject().value();
                      }
                    }))
        .whilst(batch -> !batch.isEmpty())
        .onItem()
        .ignoreAsUni();
  }

  private Uni<List<Stored>> batch(SqlConnection connection, int version, UUID after) {
    return versions
        .next(connection, version, after, BATCH_SUBJECTS_MAX)
        .call(batch ->
            Multi.createFrom()
                .iterable(batch)
                .onItem()
                .transformToUniAndConcatenate(this::rewrap)
                .filter(Optional::isPresent)
                .map(Optional::get)
                .collect()
                .asList()
                .chain(fresh ->
                    versions
                        .store(connection, fresh)
                        .invoke(() -> rewrapped.addAndGet(fresh.size()))));
  }

  /** Empty where the wrap does not open: it stays as it is, and its version stays in use. */
  private Uni<Optional<Rewrapped>> rewrap(Stored stored) {
    return keys.unwrap(stored.subject(), stored.wrapped())
        .chain(dataKey -> keys.wrap(stored.subject(), dataKey))
        .map(fresh ->
            Optional.of(new Rewrapped(stored.subject(), stored.wrapped().version(), fresh)))
        .onFailure(DataKeyUnreadable.class)
        .recoverWithItem(failure -> {
          unreadable.incrementAndGet();
          LOG.error("A data key does not open under the version that its row names");
          return Optional.empty();
        });
  }
}
