package dev.consentledger.consent.privacy;

import dev.consentledger.consent.settings.ConsentSettings;
import dev.consentledger.kernel.event.SubjectId;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Key-encryption keys in a file ({@link KeyFile}). The service does not start without it, and reads
 * it again when it changes. A change that would lose a version under which a data key is still
 * wrapped is refused, at the start and later: then the keys read last stay in use.
 */
@Startup
@ApplicationScoped
public class FileKeyEncryptionKeys implements KeyEncryptionKeys {
  static final String SETTING = ConsentSettings.KEY_ENCRYPTION_KEY_FILE;
  private static final Logger LOG = Logger.getLogger(FileKeyEncryptionKeys.class);

  private final Path file;
  private final Supplier<Uni<List<Integer>>> inUse;
  private final Duration interval;
  private volatile KeyFile current;
  private volatile @Nullable String refused;
  private volatile long timer;

  @Inject
  FileKeyEncryptionKeys(ConsentSettings files, KeyVersions versions, PrivacySettings settings) {
    this(files.keyEncryptionKeyFile(), versions::inUse, settings.keyFileInterval());
  }

  /**
   * @param inUse versions under which a data key is wrapped
   */
  FileKeyEncryptionKeys(Path file, Supplier<Uni<List<Integer>>> inUse, Duration interval) {
    this.file = file;
    this.inUse = inUse;
    this.interval = interval;
    this.current = KeyFile.read(file);
  }

  /** Before anything asks for a key: the schema is there, since Flyway runs first. */
  void start(
      @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent event, Vertx vertx)
      throws Throwable {
    Optional<String> lost =
        VertxContextSupport.subscribeAndAwait(() -> inUse.get().map(used -> lost(current, used)));
    if (lost.isPresent()) {
      throw KeyFile.refused(lost.get());
    }
    timer =
        vertx.setPeriodic(interval.toMillis(), _ -> refresh().subscribe().with(_ -> {}, _ -> {}));
  }

  void stop(@Observes ShutdownEvent event, Vertx vertx) {
    vertx.cancelTimer(timer);
  }

  @Override
  public Uni<WrappedKey> wrap(SubjectId subject, byte[] dataKey) {
    return Uni.createFrom().item(() -> current.newest().wrap(subject, dataKey));
  }

  /** Another instance may have read a new version before this one: then the file is read again. */
  @Override
  public Uni<byte[]> unwrap(SubjectId subject, WrappedKey wrapped) {
    return Uni.createFrom()
        .deferred(() ->
            current.key(wrapped.version()) != null
                ? Uni.createFrom().voidItem()
                : refresh().onFailure().recoverWithNull())
        .map(_ -> {
          KeyWrap key = current.key(wrapped.version());
          if (key == null) {
            throw new DataKeyUnreadable(subject, wrapped.version());
          }
          return key.unwrap(subject, wrapped);
        });
  }

  @Override
  public Held held() {
    KeyFile now = current;
    return new Held(now.versions(), Optional.ofNullable(refused));
  }

  /** Takes over what the file holds now, where it changed and loses nothing that is in use. */
  Uni<Void> refresh() {
    return Uni.createFrom()
        .item(() ->
            KeyFile.stamp(file).equals(current.stamp())
                ? Optional.<KeyFile>empty()
                : Optional.of(KeyFile.read(file)))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .chain(read ->
            read.isEmpty()
                ? Uni.createFrom().voidItem()
                : inUse.get().invoke(used -> take(read.get(), used)).replaceWithVoid())
        .onFailure()
        .invoke(failure -> refuse(say(failure)));
  }

  private synchronized void take(KeyFile read, Collection<Integer> used) {
    // This instance may be wrapping under its newest version at this very moment.
    var needed = new ArrayList<>(used);
    needed.add(current.newest().version());
    lost(read, needed)
        .ifPresentOrElse(
            lost -> refuse(SETTING + ": " + lost),
            () -> {
              current = read;
              refused = null;
              LOG.infof(
                  "The key-encryption keys were read again: versions %s, the last wraps new keys",
                  read.versions());
            });
  }

  private synchronized void refuse(String why) {
    if (!why.equals(refused)) {
      LOG.errorf("The key-encryption keys stay as they are: %s", why);
    }
    refused = why;
  }

  private static Optional<String> lost(KeyFile read, Collection<Integer> needed) {
    var lost = new TreeSet<>(needed);
    lost.removeAll(read.keys().keySet());
    return lost.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "version "
                + lost.first()
                + " is missing, and data keys are wrapped under it: without it, all that they seal"
                + " is lost; put its line back");
  }

  /** Our own refusals say what is wrong; a driver's words may hold rows. */
  private static String say(Throwable failure) {
    return failure instanceof IllegalStateException
        ? String.valueOf(failure.getMessage())
        : failure.getClass().getSimpleName();
  }

  @Override
  public String toString() {
    return "FileKeyEncryptionKeys(never printed)";
  }
}
