package dev.consentledger.stack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a stack shall be like, and its start. A start that fails leaves nothing running. */
public final class StackBuilder {
  private final Path root;
  private final StackFolder folder;
  private final Map<ServiceName, Map<String, String>> overrides = new EnumMap<>(ServiceName.class);
  private final Map<ServiceName, List<String>> javaOptions = new EnumMap<>(ServiceName.class);
  private Parts parts = new Parts();
  private Consumer<String> say = _ -> {};
  private Consumer<Service> onDeath = _ -> {};
  private List<ServiceName> names = List.of(ServiceName.values());
  private @Nullable ServiceName external;
  private int instances = 1;
  private int gatewayPort;
  private boolean fresh;

  StackBuilder(Path root, Path folder) {
    this.root = root.toAbsolutePath().normalize();
    this.folder = new StackFolder(folder);
  }

  /** Takes this port for the gateway where it is free; 0, the default, is any. */
  public StackBuilder gatewayPort(int port) {
    this.gatewayPort = port;
    return this;
  }

  /** Forgets the folder's data and secrets before the start. */
  public StackBuilder fresh(boolean forget) {
    this.fresh = forget;
    return this;
  }

  public StackBuilder setting(ServiceName service, String key, String value) {
    overrides.computeIfAbsent(service, _ -> new TreeMap<>()).put(key, value);
    return this;
  }

  /**
   * Options of the service's JVM, such as a larger heap, after the stack's own: the last counts.
   */
  public StackBuilder javaOptions(ServiceName service, String... options) {
    javaOptions.computeIfAbsent(service, _ -> new ArrayList<>()).addAll(List.of(options));
    return this;
  }

  /** So many of every service, over one database and one topic. */
  public StackBuilder instances(int ofEach) {
    this.instances = ofEach;
    return this;
  }

  /** Keeps the ledger in the EventStoreDB at this connection string; null, the default, doesn't. */
  public StackBuilder eventStoreDb(@Nullable String connectionString) {
    if (connectionString != null) {
      setting(ServiceName.CONSENT, "consentledger.ledger.adapter", "eventstoredb");
      setting(
          ServiceName.CONSENT,
          "consentledger.ledger.eventstoredb.connection-string",
          connectionString);
    }
    return this;
  }

  /** Hears of the progress, a sentence at a time. */
  public StackBuilder telling(Consumer<String> listener) {
    this.say = listener;
    return this;
  }

  /** Hears of a service that ended though nobody stopped it. */
  public StackBuilder onDeath(Consumer<Service> listener) {
    this.onDeath = listener;
    return this;
  }

  /** Leaves this service to a debugger: the stack writes its settings and waits for it. */
  StackBuilder without(@Nullable ServiceName service) {
    this.external = service;
    return this;
  }

  StackBuilder into(Parts started) {
    this.parts = started;
    return this;
  }

  /** PostgreSQL and Kafka alone, as when a backup is to be restored. */
  public StackBuilder withoutServices() {
    return only(List.of());
  }

  /** For tests of the stack's own parts. */
  StackBuilder only(List<ServiceName> wanted) {
    this.names = wanted;
    return this;
  }

  /** Starts everything and returns when all of it is ready. */
  public Stack start() {
    try {
      return startParts();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private Stack startParts() {
    names.forEach(this::requireBuilt);
    folder.create();
    parts.add(FolderLock.take(folder));
    Leftovers.stopAll(folder, say);
    if (fresh) {
      folder.forget();
      folder.create();
    }
    new ReadyFile(folder).remove();
    Secrets secrets = new Secrets(folder);
    secrets.makeMissing();
    Tokens tokens = new Tokens(secrets.readPrivateKey());
    StackFolder.writeSecret(secrets.matchingToken(), tokens.matchingService());
    StackFolder.writeSecret(secrets.consentToken(), tokens.consentService());

    Ports ports = new Ports();
    Map<ServiceName, List<Integer>> servicePorts = servicePorts(ports);
    say.accept("Starting PostgreSQL and Kafka");
    CompletableFuture<Broker> starting = startBroker(ports);
    Database database = Database.start(folder, secrets, ports.free());
    parts.add(database);
    Broker broker = join(starting);

    Settings settings = new Settings(secrets, database, broker, servicePorts);
    Map<ServiceName, List<Service>> services = startServices(settings, servicePorts, ports);
    return finish(new Stack(folder, parts, database, broker, services, tokens.all()), services);
  }

  private void requireBuilt(ServiceName name) {
    if (!Files.isRegularFile(name.jar(root))) {
      throw new StackException(
          name.module() + " is not built: there is no " + name.jar(root) + ". ./run builds it.");
    }
  }

  private Map<ServiceName, List<Integer>> servicePorts(Ports ports) {
    Map<ServiceName, List<Integer>> byService = new EnumMap<>(ServiceName.class);
    for (ServiceName name : ServiceName.values()) {
      List<Integer> own = new ArrayList<>();
      for (int number = 1; number <= instances; number++) {
        boolean first = name == ServiceName.GATEWAY && number == 1;
        own.add(first ? ports.preferring(gatewayPort) : ports.free());
      }
      byService.put(name, own);
    }
    return byService;
  }

  /** Beside PostgreSQL's start, since each takes seconds. */
  private CompletableFuture<Broker> startBroker(Ports ports) {
    int port = ports.free();
    int controllerPort = ports.free();
    return CompletableFuture.supplyAsync(() -> {
      Broker broker = Broker.start(folder, port, controllerPort);
      parts.add(broker);
      return broker;
    });
  }

  /**
   * One of each at once, then one wait after the other: starting is mostly each JVM's own work.
   * Further instances follow when the first are ready.
   */
  private Map<ServiceName, List<Service>> startServices(
      Settings settings, Map<ServiceName, List<Integer>> servicePorts, Ports free) {
    Map<ServiceName, List<Service>> services = new EnumMap<>(ServiceName.class);
    for (int number = 1; number <= instances; number++) {
      List<Service> started = new ArrayList<>();
      for (ServiceName name : names) {
        int port = Objects.requireNonNull(servicePorts.get(name)).get(number - 1);
        Service service = startService(name, number, port, free.free(), settings);
        services.computeIfAbsent(name, _ -> new ArrayList<>()).add(service);
        started.add(service);
      }
      for (Service service : started) {
        service.awaitReady();
        say.accept(service.name().module() + " is ready at " + service.url());
      }
    }
    return services;
  }

  private Service startService(
      ServiceName name, int number, int port, int managementPort, Settings settings) {
    Map<String, String> own = new TreeMap<>(settings.of(name, number));
    own.putAll(overrides.getOrDefault(name, Map.of()));
    Service service =
        new Service(
            name,
            number,
            root,
            folder,
            port,
            managementPort,
            own,
            javaOptions.getOrDefault(name, List.of()),
            name == external,
            onDeath);
    service.start();
    say.accept(service.isExternal() ? yours(service) : "Starting " + name.module());
    parts.add(service::stop);
    return service;
  }

  private static String yours(Service service) {
    return "Waiting for you to start it:\n    QUARKUS_CONFIG_LOCATIONS="
        + service.settingsFile()
        + " mvn -pl "
        + service.name().module()
        + " -am quarkus:dev";
  }

  private Stack finish(Stack stack, Map<ServiceName, List<Service>> services) {
    if (services.size() == ServiceName.values().length) {
      ReadyFile ready = new ReadyFile(folder);
      parts.add(ready::remove);
      ready.write(stack);
    }
    return stack;
  }

  private static Broker join(CompletableFuture<Broker> starting) {
    try {
      return starting.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof StackException told
          ? told
          : new StackException("Kafka did not start", e);
    }
  }
}
