package dev.consentledger.consent.publication;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.intake.CommandsByHand;
import dev.consentledger.consent.leader.LeaderSettings;
import dev.consentledger.consent.leader.LeaderThread;
import dev.consentledger.consent.leader.Leadership;
import dev.consentledger.consent.leader.Terms;
import dev.consentledger.consent.ledger.EventLedger;
import dev.consentledger.consent.ledger.postgres.PostgresLedgers;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.MatchSecrets;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.telemetry.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgBuilder;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * A ledger of its own, a topic of its own, and as many instances of publication as a test wants.
 */
final class PublicationFixture implements AutoCloseable {
  static final MatchSecret SECRET = secret(1);
  static final Duration LIMIT = Duration.ofSeconds(40);

  final String topic;
  final TestSubjects subjects = new TestSubjects();
  final TestClock clock = new TestClock(Account.WRITTEN_AT);
  final TestServers.Database database;
  final EventLedger ledger;
  private final String bootstrapServers;
  private final Vertx vertx = Vertx.vertx();
  private final Pool pool;
  private final PostgresLedgers.Opened opened;
  private final List<Instance> instances = new ArrayList<>();
  final SecretVersions versions;

  /** What every instance's file of match secrets holds. */
  volatile MatchSecrets secrets = new MatchSecrets(List.of(SECRET));

  PublicationFixture(TestServers servers) {
    this(servers, UnaryOperator.identity());
  }

  /** A ledger of its own before a topic that another one was published to. */
  PublicationFixture(TestServers servers, String topic) {
    this(servers, topic, UnaryOperator.identity());
  }

  /** With another ledger than that of the database. */
  PublicationFixture(TestServers servers, UnaryOperator<EventLedger> changed) {
    this(servers, "permissions." + UUID.randomUUID(), changed);
  }

  private PublicationFixture(
      TestServers servers, String topic, UnaryOperator<EventLedger> changed) {
    this.topic = topic;
    this.bootstrapServers = servers.kafka().bootstrapServers();
    database = servers.newDatabase();
    pool =
        PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(8))
            .connectingTo(connectOptions())
            .using(vertx)
            .build();
    opened = PostgresLedgers.open(vertx, pool);
    ledger = changed.apply(opened.ledger());
    versions = new SecretVersions(pool);
  }

  private PgConnectOptions connectOptions() {
    return PgConnectOptions.fromUri(database.reactiveUrl())
        .setUser(ConsentDatabase.APP)
        .setPassword(ConsentDatabase.PASSWORD);
  }

  static MatchSecret secret(int version) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) (version - 1);
    return new MatchSecret(version, bytes);
  }

  static Watermark watermark(Position position) {
    return new Watermark(position, MatchSecretVersions.only(1));
  }

  SecretPlan plan() {
    return versions.load().await().atMost(LIMIT);
  }

  Account account(String id) {
    pool.preparedQuery(
            "INSERT INTO subject (subject, account, key_version, wrapped_key)"
                + " VALUES ($1, $2, 1, $3) ON CONFLICT DO NOTHING")
        .executeAndAwait(
            Tuple.of(
                TestSubjects.subjectOf(new AccountId(id)).value(),
                id,
                Buffer.buffer(new byte[60])));
    return new Account(ledger, subjects, id);
  }

  TopicContent topicContent() {
    return new TopicContent(bootstrapServers, topic);
  }

  Position durableCursor() {
    return new Position(
        pool.query("SELECT position FROM publication_cursor")
            .executeAndAwait()
            .iterator()
            .next()
            .getLong(0));
  }

  /** As a database is that a release wrote which did not rotate. */
  void forgetVersions() {
    try (var connection = database.connectAs(ConsentDatabase.OWNER);
        var statement = connection.createStatement()) {
      statement.execute("DELETE FROM match_secret_version");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  long expiryRows() {
    return pool.query("SELECT count(*) FROM grant_expiry")
        .executeAndAwait()
        .iterator()
        .next()
        .getLong(0);
  }

  Instance start(String... settings) {
    var instance = new Instance(settings);
    instances.add(instance);
    instance.terms.start(instance.leadership);
    return instance;
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      Thread.onSpinWait();
      java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    instances.forEach(Instance::kill);
    opened.close().run();
    pool.closeAndAwait();
    vertx.closeAndAwait();
  }

  /** One process's publication. */
  final class Instance {
    final PublicationStatus status = new PublicationStatus(clock);
    final Terms<?> terms;
    final Leadership leadership;
    private final ScheduledExecutorService executor = LeaderThread.start("publication");
    private final List<SqlConnection> lockConnections = new CopyOnWriteArrayList<>();

    private Instance(String... settings) {
      Map<String, String> given = new HashMap<>();
      given.put("consentledger.publication.expiry-sleep-max", "20ms");
      given.put("consentledger.publication.expiry-repeat-interval", "20ms");
      given.put("consentledger.leader.retry-interval", "50ms");
      given.put("consentledger.publication.rotation-poll", "20ms");
      for (int i = 0; i < settings.length; i += 2) {
        given.put("consentledger." + settings[i], settings[i + 1]);
      }
      var config =
          new SmallRyeConfigBuilder()
              .withConverter(Duration.class, 100, new DurationConverter())
              .withMapping(PublicationSettings.class)
              .withMapping(LeaderSettings.class)
              .withDefaultValues(given)
              .build();
      PublicationSettings publicationSettings = config.getConfigMapping(PublicationSettings.class);
      var kafka =
          new KafkaSettings(
              Map.of("bootstrap.servers", bootstrapServers),
              topic,
              publicationSettings.answerLimit());
      var cursor = new PublicationCursor(pool);
      var parts =
          new Publication.Parts(
              ledger,
              subjects,
              () -> secrets,
              versions,
              cursor,
              new PermissionsTopic(kafka, (short) 1),
              kafka,
              publicationSettings,
              clock,
              Traces.OFF,
              new PublicationSteps(new SimpleMeterRegistry()));
      var expiry =
          new ExpirySchedule(
              new GrantExpiries(pool),
              new CommandingExpirer(subjects, CommandsByHand.of(ledger, subjects, clock)),
              publicationSettings,
              executor,
              clock);
      terms = new Terms<>(new Publication(parts, executor, status, expiry), status, executor);
      leadership =
          new Leadership(
              PublicationService.LEADER_NAME,
              () ->
                  PgConnection.connect(vertx, connectOptions())
                      .map(SqlConnection.class::cast)
                      .invoke(lockConnections::add),
              config.getConfigMapping(LeaderSettings.class),
              executor,
              terms);
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
