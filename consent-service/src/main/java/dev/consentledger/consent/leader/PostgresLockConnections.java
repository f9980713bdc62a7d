package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Connects to the service's own database as its application role. */
@Singleton
final class PostgresLockConnections implements LockConnections {
  private static final Duration SILENCE_MARGIN = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final PgConnectOptions options;

  PostgresLockConnections(
      Vertx vertx,
      LeaderSettings settings,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    this.vertx = vertx;
    this.options = options(url, settings);
    user.ifPresent(options::setUser);
    password.ifPresent(options::setPassword);
  }

  /**
   * A process that is gone takes its session along at once. Where the network or the process falls
   * silent, it is the server that must end the session, by the time since the last question, or
   * sooner where nobody acknowledges at all.
   */
  static PgConnectOptions options(String url, LeaderSettings settings) {
    String uri =
        url.startsWith("vertx-reactive:") ? url.substring("vertx-reactive:".length()) : url;
    PgConnectOptions options = PgConnectOptions.fromUri(uri);
    options.setTcpKeepAlive(true);
    var properties = new HashMap<>(options.getProperties());
    String silence = Long.toString(silenceMax(settings).toMillis());
    properties.put("application_name", "consent-service leader");
    properties.put("idle_session_timeout", silence);
    properties.put("tcp_user_timeout", silence);
    properties.put("tcp_keepalives_idle", "2");
    properties.put("tcp_keepalives_interval", "1");
    properties.put("tcp_keepalives_count", "3");
    return options.setProperties(properties);
  }

  /**
   * PostgreSQL ends the session of a leader that asked nothing for so long. A leader has stopped
   * itself by then: at the latest, it is two answer limits and a heartbeat after the last question
   * that PostgreSQL took.
   */
  static Duration silenceMax(LeaderSettings settings) {
    return settings
        .heartbeatInterval()
        .plus(settings.answerLimit().multipliedBy(2))
        .plus(SILENCE_MARGIN);
  }

  @Override
  public Uni<SqlConnection> open() {
    return PgConnection.connect(vertx, options).map(connection -> connection);
  }
}
