package dev.consentledger.consent.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.leader.LeaderSettings;
import dev.consentledger.consent.leader.LeaderThread;
import dev.consentledger.consent.leader.Leadership;
import dev.consentledger.consent.leader.Terms;
import dev.consentledger.consent.ledger.Append;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.consent.ledger.postgres.PostgresLedgers;
import dev.consentledger.consent.proof.LogView.StoredTile;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.HashTile;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TreeAppender;
import dev.consentledger.kernel.proof.TreeHead;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** A ledger of its own and as many instances of proof as a test wants. */
final class ProofFixture implements AutoCloseable {
  static final String ORIGIN = "example.com/log";
  static final Duration LIMIT = Duration.ofSeconds(60);

  final SigningKey key = SigningKey.generate(ORIGIN, KeyType.ED25519);
  final TestDatabases.Database database;
  final TestEntries entries = TestEntries.seeded();
  final EventLedger ledger;
  final Pool pool;
  final List<byte[]> appended = new ArrayList<>();
  final List<Position> positions = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private final PostgresLedgers.Opened opened;
  private final List<Instance> instances = new ArrayList<>();
  final Path keyFile;

  ProofFixture(TestDatabases databases, Path folder) throws Exception {
    this(databases, folder, UnaryOperator.identity());
  }

  /** With a ledger that the test has changed. */
  ProofFixture(TestDatabases databases, Path folder, UnaryOperator<EventLedger> changed)
      throws Exception {
    database = databases.newDatabase();
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(8))
            .connectingTo(connectOptions())
            .using(vertx)
            .build();
    opened = PostgresLedgers.open(vertx, pool);
    ledger = changed.apply(opened.ledger());
    keyFile = keyFile(folder, key.secretText());
  }

  static Path keyFile(Path folder, String text) throws Exception {
    Path file =
        Files.createTempFile(
            folder,
            "signing",
            ".key",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text + "\n");
  }

  private PgConnectOptions connectOptions() {
    return PgConnectOptions.fromUri(database.reactiveUrl())
        .setUser(ConsentDatabase.APP)
        .setPassword(ConsentDatabase.PASSWORD);
  }

  /** Appends entries to a new stream and answers the last position. */
  Position append(int count) {
    Position last = Position.START;
    for (int left = count; left > 0; left -= Append.ENTRIES_MAX) {
      var batch = entries.entries(Math.min(left, Append.ENTRIES_MAX));
      var done =
          TestEntries.await(ledger.append(new Append(entries.stream(), Append.NO_STREAM, batch)));
      batch.forEach(entry -> appended.add(entry.bytes().array()));
      positions.addAll(done.positions());
      last = done.last();
    }
    return last;
  }

  Instance start(String... settings) {
    Instance instance = standBy(settings);
    instance.terms.start(instance.leadership);
    return instance;
  }

  /** One that asks for no leadership. */
  Instance standBy(String... settings) {
    var instance = new Instance(settings);
    instances.add(instance);
    return instance;
  }

  /** Compares everything that is stored with the kernel's reference over what was appended. */
  void checkTree(Instance instance, long size) {
    assertThat((long) appended.size()).isEqualTo(size);
    var reference = new TreeAppender();
    var heads = new HashMap<Long, TreeHead>(Map.of(0L, reference.head()));
    for (byte[] entry : appended) {
      long index = reference.append(entry);
      heads.put(index + 1, reference.head());
    }
    var stored = new HashMap<TileId, HashTile>();
    for (StoredTile each : TestEntries.await(instance.log.tiles())) {
      assertThat(stored.put(each.id(), each.tile())).isNull();
    }
    assertThat(stored).isEqualTo(new HashMap<>(reference.takeChanged()));
    var integrated = TestEntries.await(instance.log.integrated());
    assertThat(integrated.head()).isEqualTo(reference.head());
    assertThat(integrated.position()).isEqualTo(positions.getLast());
    List<SignedCheckpoint> signed = TestEntries.await(instance.log.signed());
    for (SignedCheckpoint each : signed) {
      assertThat(each.head()).isEqualTo(heads.get(each.size()));
      assertThat(Checkpoint.open(each.note(), key.verifier()).head()).isEqualTo(each.head());
    }
    for (int i = 0; i < size; i += Math.max(1, (int) size / 50)) {
      assertThat(TestEntries.await(instance.leaves.indexOf(positions.get(i)))).hasValue(i);
      assertThat(TestEntries.await(instance.leaves.positionOf(i))).contains(positions.get(i));
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    instances.forEach(Instance::kill);
    opened.close().run();
    pool.closeAndAwait();
    vertx.closeAndAwait();
  }

  /** One process's proof. */
  final class Instance {
    final ProofStatus status = new ProofStatus(Clock.systemUTC());
    final Integration integration;
    final Terms<?> terms;
    final Leadership leadership;
    final Witnesses witnesses;
    final StoredLog log;
    final SigningKeys signingKeys;
    final LeafRuns leaves;
    final LogProofs proofs;
    final TreeStore store;
    final Checkpoints checkpoints;
    private final ScheduledExecutorService executor = LeaderThread.start("proof");
    private final List<SqlConnection> lockConnections = new CopyOnWriteArrayList<>();

    private Instance(String... given) {
      Map<String, String> values = new HashMap<>();
      values.put("consentledger.cell", "cell-1");
      values.put("consentledger.leader.retry-interval", "50ms");
      values.put("consentledger.proof.origin", ORIGIN);
      values.put("consentledger.proof.signing-key-file", keyFile.toString());
      values.put("consentledger.proof.wait-interval", "20ms");
      values.put("consentledger.proof.head-interval", "50ms");
      values.put("consentledger.proof.answer-limit", "30s");
      for (int i = 0; i < given.length; i += 2) {
        values.put("consentledger.proof." + given[i], given[i + 1]);
      }
      var config =
          new SmallRyeConfigBuilder()
              .withConverter(Duration.class, 100, new DurationConverter())
              .addDefaultInterceptors()
              .withMapping(ProofSettings.class)
              .withMapping(LeaderSettings.class)
              .withDefaultValues(values)
              .build();
      ProofSettings settings = config.getConfigMapping(ProofSettings.class);
      var tiles = new Tiles(pool);
      var tileProofs = new TileProofs(tiles);
      checkpoints = new Checkpoints(pool);
      store = new TreeStore(pool);
      leaves = new LeafRuns(pool);
      var logKey = new LogKey(settings);
      var changes = new KeyChanges(pool);
      log = new StoredLog(logKey, changes, store, checkpoints, tiles, settings);
      signingKeys = new SigningKeys(logKey, changes, checkpoints, log, settings, Clock.systemUTC());
      proofs = new LogProofs(log, leaves, tileProofs, ledger, settings);
      witnesses = new Witnesses(checkpoints, tileProofs, settings, Clock.systemUTC());
      integration =
          new Integration(
              new IntegrationTerm.Parts(
                  ledger, store, checkpoints, logKey, settings, Clock.systemUTC()),
              tiles,
              tileProofs,
              witnesses.open(executor),
              executor,
              status);
      terms = new Terms<>(integration, status, executor);
      leadership =
          new Leadership(
              ProofService.LEADER_NAME,
              () ->
                  PgConnection.connect(vertx, connectOptions())
                      .map(SqlConnection.class::cast)
                      .invoke(lockConnections::add),
              config.getConfigMapping(LeaderSettings.class),
              executor,
              terms);
    }

    /** As if it had won the election, whoever else leads. */
    void believeToLead() {
      executor.execute(terms::elected);
    }

    void rebuild() {
      integration.rebuildNext();
      terms.restart();
    }

    void awaitSigned(long size) {
      ProofFixture.await(
          "a checkpoint of " + size + " entries, problem " + status.problem(),
          () -> status.signedSize() >= size);
    }

    /** Ends as a process does when it is asked to. */
    void stop() throws Exception {
      terms.stop().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** Ends as with kill -9: nothing more is decided or saved, and its connections are gone. */
    void kill() {
      executor.shutdownNow();
      lockConnections.forEach(connection -> connection.close().subscribe().with(_ -> {}, _ -> {}));
    }
  }
}
