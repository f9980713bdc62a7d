package dev.consentledger.stack;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Each service's settings on one machine: addresses, databases, files of secrets. */
final class Settings {
  private final Secrets secrets;
  private final Database database;
  private final Broker broker;
  private final Map<ServiceName, List<Integer>> ports;

  Settings(
      Secrets secrets, Database database, Broker broker, Map<ServiceName, List<Integer>> ports) {
    this.secrets = secrets;
    this.database = database;
    this.broker = broker;
    this.ports = ports;
  }

  /** Of several instances, each calls the other service's instance of its own number. */
  Map<String, String> of(ServiceName service, int number) {
    return switch (service) {
      case CONSENT -> consent(number);
      case MATCHING -> matching(number);
      case GATEWAY -> gateway();
    };
  }

  private Map<String, String> consent(int number) {
    Map<String, String> settings = common();
    settings.putAll(databaseOf("consent"));
    settings.put("kafka.bootstrap.servers", broker.bootstrap());
    settings.put("consentledger.key-encryption-key-file", secrets.keyEncryptionKey().toString());
    settings.put("consentledger.match-secret-file", secrets.matchSecret().toString());
    settings.put("consentledger.proof.origin", Secrets.LOG_ORIGIN);
    settings.put("consentledger.proof.signing-key-file", secrets.signingKey().toString());
    settings.put("consentledger.receipts.signing-key-file", secrets.receiptKeys().toString());
    settings.put("consentledger.token-file", secrets.consentToken().toString());
    settings.put("consentledger.audit.matching.url", url(ServiceName.MATCHING, number));
    return settings;
  }

  private Map<String, String> matching(int number) {
    Map<String, String> settings = common();
    settings.putAll(databaseOf("matching"));
    settings.put("kafka.bootstrap.servers", broker.bootstrap());
    settings.put("consentledger.match-secret-file", secrets.matchSecret().toString());
    settings.put("consentledger.token-file", secrets.matchingToken().toString());
    settings.put("consentledger.consent.url", url(ServiceName.CONSENT, number));
    return settings;
  }

  private Map<String, String> gateway() {
    Map<String, String> settings = common();
    settings.put("consentledger.routes.consent", urls(ServiceName.CONSENT));
    settings.put("consentledger.routes.matching", urls(ServiceName.MATCHING));
    return settings;
  }

  private Map<String, String> common() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("mp.jwt.verify.publickey.location", secrets.publicKey().toUri().toString());
    settings.put("quarkus.log.console.json.enabled", "false");
    return settings;
  }

  private String url(ServiceName service, int number) {
    return url(portsOf(service).get(number - 1));
  }

  private String urls(ServiceName service) {
    return portsOf(service).stream().map(Settings::url).collect(Collectors.joining(","));
  }

  private List<Integer> portsOf(ServiceName service) {
    return Objects.requireNonNull(ports.get(service));
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private Map<String, String> databaseOf(String name) {
    return Map.of(
        "quarkus.datasource.jdbc.url", database.jdbcUrl(name),
        "quarkus.datasource.reactive.url", database.reactiveUrl(name),
        "quarkus.datasource.username", name + "_app",
        "quarkus.datasource.password", secrets.password(name + "_app"),
        "quarkus.flyway.username", name + "_owner",
        "quarkus.flyway.password", secrets.password(name + "_owner"));
  }
}
