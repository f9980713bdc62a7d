package dev.consentledger.consent.ledger.eventstoredb;

import io.grpc.ClientInterceptor;
import io.kurrent.dbclient.ConnectionSettingsBuilder;
import io.kurrent.dbclient.Endpoint;
import io.kurrent.dbclient.KurrentDBClientSettings;
import io.kurrent.dbclient.KurrentDBConnectionString;
import io.kurrent.dbclient.NodePreference;
import io.kurrent.dbclient.UserCredentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From this service's settings to the client's. Nothing of it prints a credential. */
final class ClientSettings {
  static final String PREFIX = "consentledger.ledger.eventstoredb.";

  // What the client does by itself to reach a node; beyond it a new client begins anew.
  private static final int DISCOVER_ATTEMPTS_MAX = 3;
  private static final Duration DISCOVERY_PAUSE = Duration.ofMillis(100);
  private static final Duration GOSSIP_TIMEOUT = Duration.ofSeconds(3);

  private final EventStoreDbSettings settings;
  private final KurrentDBClientSettings given;

  /** Throws {@link IllegalArgumentException} with the setting's name where a setting is wrong. */
  ClientSettings(EventStoreDbSettings settings) {
    this.settings = settings;
    this.given = parse(settings.connectionString().orElse(""));
    boolean hasCredentials = given.getDefaultCredentials() != null;
    require(
        !hasCredentials || settings.user().isEmpty(),
        "user",
        "must not be given beside a user in the connection string");
    require(
        settings.user().isEmpty() == settings.passwordFile().isEmpty(),
        "password-file",
        "and user are given together, or neither");
    settings.passwordFile().ifPresent(file -> requireReadable(file, "password-file"));
    settings.caFile().ifPresent(file -> requireReadable(file, "ca-file"));
    require(
        given.getNodePreference() == NodePreference.LEADER,
        "connection-string",
        "must not prefer another node than the leader: the ledger's head is read there");
  }

  boolean hasUser() {
    return settings.user().isPresent() || given.getDefaultCredentials() != null;
  }

  /**
   * For one client.
   *
   * @param leader the node that another one named as the leader; without, as configured
   */
  KurrentDBClientSettings forClient(
      ClientInterceptor interceptor, @Nullable InetSocketAddress leader) {
    ConnectionSettingsBuilder builder = KurrentDBClientSettings.builder();
    if (leader != null) {
      builder.addHost(leader.getHostString(), leader.getPort());
    } else {
      for (Endpoint host : given.getHosts()) {
        builder.addHost(host.getHost(), host.getPort());
      }
      builder.dnsDiscover(given.isDnsDiscover());
    }
    builder
        .nodePreference(NodePreference.LEADER)
        .maxDiscoverAttempts(DISCOVER_ATTEMPTS_MAX)
        .discoveryInterval((int) DISCOVERY_PAUSE.toMillis())
        .gossipTimeout((int) GOSSIP_TIMEOUT.toMillis())
        .tls(given.isTls())
        .tlsVerifyCert(given.isTlsVerifyCert())
        .keepAliveInterval(given.getKeepAliveInterval())
        .keepAliveTimeout(given.getKeepAliveTimeout())
        .defaultDeadline(settings.readTimeout().toMillis())
        .addInterceptor(interceptor);
    if (given.getDefaultClientCertificate() != null) {
      builder.defaultClientCertificate(given.getDefaultClientCertificate());
    }
    String caFile = settings.caFile().map(Path::toString).orElse(given.getTlsCaFile());
    if (caFile != null) {
      builder.tlsCaFile(caFile);
    }
    UserCredentials credentials = credentials();
    if (credentials != null) {
      builder.defaultCredentials(credentials);
    }
    return builder.buildConnectionSettings();
  }

  private @Nullable UserCredentials credentials() {
    if (settings.user().isEmpty()) {
      return given.getDefaultCredentials();
    }
    Path file = settings.passwordFile().orElseThrow();
    try {
      return new UserCredentials(settings.user().get(), Files.readString(file).strip());
    } catch (IOException e) {
      throw wrong("password-file", "cannot be read", e);
    }
  }

  private static KurrentDBClientSettings parse(String connectionString) {
    require(
        !connectionString.isBlank(),
        "connection-string",
        "is needed where consentledger.ledger.adapter is eventstoredb");
    try {
      return KurrentDBConnectionString.parseOrThrow(connectionString);
    } catch (RuntimeException _) {
      // Without its cause: the client's message repeats the string, which may hold a password.
      throw wrong("connection-string", "is not one", null);
    }
  }

  private static void requireReadable(Path file, String setting) {
    require(Files.isReadable(file), setting, "names a file that cannot be read");
  }

  private static void require(boolean holds, String setting, String otherwise) {
    if (!holds) {
      throw wrong(setting, otherwise, null);
    }
  }

  private static IllegalArgumentException wrong(
      String setting, String why, @Nullable Throwable cause) {
    return new IllegalArgumentException(PREFIX + setting + " " + why, cause);
  }
}
