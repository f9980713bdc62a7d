package dev.consentledger.stack;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * All of Consent Ledger on this machine, started and ready. Closing it stops the services from the
 * gateway inwards, then Kafka and PostgreSQL, and keeps their data. One process may run several
 * stacks, each in a folder of its own.
 */
public final class Stack implements AutoCloseable {
  private final StackFolder folder;
  private final Parts parts;
  private final Database database;
  private final Broker broker;
  private final Map<ServiceName, List<Service>> services;
  private final Map<Role, String> tokens;

  Stack(
      StackFolder folder,
      Parts parts,
      Database database,
      Broker broker,
      Map<ServiceName, List<Service>> services,
      Map<Role, String> tokens) {
    this.folder = folder;
    this.parts = parts;
    this.database = database;
    this.broker = broker;
    this.services = services;
    this.tokens = tokens;
  }

  /**
   * Begins the description of a stack.
   *
   * @param root where the built modules are
   * @param folder where the stack keeps its data, secrets and logs
   */
  public static StackBuilder builder(Path root, Path folder) {
    return new StackBuilder(root, folder);
  }

  /** The service, or the first of its instances. */
  public Service service(ServiceName name) {
    return instances(name).getFirst();
  }

  public List<Service> instances(ServiceName name) {
    List<Service> instances = services.get(name);
    if (instances == null) {
      throw new IllegalStateException("this stack has no " + name.module());
    }
    return instances;
  }

  /** The gateway's address, the one front door. */
  public String url() {
    return service(ServiceName.GATEWAY).url();
  }

  public String token(Role role) {
    String token = tokens.get(role);
    if (token == null) {
      throw new IllegalStateException("no token for " + role);
    }
    return token;
  }

  /** A token for a subject of the caller's choice, in the role's group. */
  public String tokenOf(String subject, Role role) {
    return new Tokens(new Secrets(folder).readPrivateKey()).sign(subject, role.group());
  }

  /** A connection that may do anything: for tests and for looking after the stack. */
  public Connection superuser(String databaseName) throws SQLException {
    return database.superuser(databaseName);
  }

  public String kafkaBootstrap() {
    return broker.bootstrap();
  }

  /**
   * The file of a service's settings, with the passwords of its database; there once the service
   * was described to this stack or an earlier one in its folder.
   */
  public Path settingsFile(ServiceName name) {
    return folder.settings(name.module());
  }

  /** The folder of keys, passwords and tokens. */
  public Path secrets() {
    return folder.secrets();
  }

  public Path logs() {
    return folder.logs();
  }

  @Override
  public void close() {
    parts.close();
  }
}
