package dev.consentledger.consent.leader;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.pgclient.PgConnection;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Connects to the service's own database as its application role. */
@Singleton
final class PostgresLockConnections implements LockConnections {
  private final Vertx vertx;
  private final PgConnectOptions options;

  PostgresLockConnections(
      Vertx vertx,
      @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
      @ConfigProperty(name = "quarkus.datasource.username") Optional<String> user,
      @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
    this.vertx = vertx;
    this.options = options(url);
    user.ifPresent(options::setUser);
    password.ifPresent(options::setPassword);
  }

  /** The server asks after a silent leader itself: within 5 seconds its lock is free. */
  static PgConnectOptions options(String url) {
    String uri =
        url.startsWith("vertx-reactive:") ? url.substring("vertx-reactive:".length()) : url;
    PgConnectOptions options = PgConnectOptions.fromUri(uri);
    options.setTcpKeepAlive(true);
    var properties = new HashMap<>(options.getProperties());
    properties.put("application_name", "consent-service leader");
    properties.put("tcp_keepalives_idle", "2");
    properties.put("tcp_keepalives_interval", "1");
    properties.put("tcp_keepalives_count", "3");
    return options.setProperties(properties);
  }

  @Override
  public Uni<SqlConnection> open() {
    return PgConnection.connect(vertx, options).map(connection -> connection);
  }
}
