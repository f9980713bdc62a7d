package dev.consentledger.stack;

import org.jspecify.annotations.Nullable;

/**
 * What {@code ./run} was asked for.
 *
 * @param once end after the demo
 * @param fresh forget the data first
 * @param accounts how many accounts the demo makes up
 * @param port the gateway's port, where it is free
 * @param without the service that somebody wants to start in a debugger
 * @param eventStoreDb the connection string of the EventStoreDB that keeps the ledger; without,
 *     PostgreSQL keeps it
 */
record Options(
    boolean once,
    boolean fresh,
    boolean help,
    int accounts,
    int port,
    @Nullable ServiceName without,
    @Nullable String eventStoreDb) {
  static final int ACCOUNTS_DEFAULT = 5_000;
  static final int ACCOUNTS_MIN = 1_000;
  static final int ACCOUNTS_MAX = 100_000;
  static final int PORT_DEFAULT = 8080;

  static final String HELP =
      """
      ./run starts Consent Ledger on this machine and tells its story with made-up accounts.

        --once          end after the story; the exit code says whether it held
        --fresh         forget the data of earlier runs first
        --accounts N    make up N accounts (default %d, from %d to %d)
        --port P        the gateway's port (default %d; another where it is taken)
        --eventstoredb C
                        keep the ledger in the EventStoreDB at the connection string C, such as
                        esdb://127.0.0.1:2113?tls=false, which must hold no ledger of others;
                        go from one store to the other with --fresh
        --without S     start all but the service S, and tell no story: S runs in your debugger
        --help          say this

      It stays up until Ctrl-C. Data, secrets and logs are in .stack, and survive a restart.
      """
          .formatted(ACCOUNTS_DEFAULT, ACCOUNTS_MIN, ACCOUNTS_MAX, PORT_DEFAULT);

  static Options parse(String... words) {
    Options options = new Options(false, false, false, ACCOUNTS_DEFAULT, PORT_DEFAULT, null, null);
    for (int i = 0; i < words.length; i++) {
      String value = i + 1 < words.length ? words[i + 1] : "";
      switch (words[i]) {
        case "--once" -> options = options.withOnce();
        case "--fresh" -> options = options.withFresh();
        case "--help", "-h" -> options = options.withHelp();
        case "--accounts" -> {
          options = options.withAccounts(number(words[i], value, ACCOUNTS_MIN, ACCOUNTS_MAX));
          i++;
        }
        case "--port" -> {
          options = options.withPort(number(words[i], value, 1, 65_535));
          i++;
        }
        case "--eventstoredb" -> {
          options = options.withEventStoreDb(connectionString(value));
          i++;
        }
        case "--without" -> {
          options = options.withoutService(service(value));
          i++;
        }
        default -> throw new StackException("./run does not know " + words[i] + "; try --help");
      }
    }
    return options;
  }

  private static ServiceName service(String module) {
    for (ServiceName service : ServiceName.values()) {
      if (service.module().equals(module)) {
        return service;
      }
    }
    throw new StackException(
        "--without needs one of consent-service, matching-service and gateway");
  }

  private static String connectionString(String value) {
    if (!value.matches("(esdb|kurrentdb|kurrent)([+]discover)?://.+")) {
      throw new StackException("--eventstoredb needs a connection string, esdb://host:2113");
    }
    return value;
  }

  private static int number(String option, String value, int min, int max) {
    if (!value.matches("[0-9]{1,9}")
        || Integer.parseInt(value) < min
        || Integer.parseInt(value) > max) {
      throw new StackException(option + " needs a number from " + min + " to " + max);
    }
    return Integer.parseInt(value);
  }

  private Options withOnce() {
    return new Options(true, fresh, help, accounts, port, without, eventStoreDb);
  }

  private Options withFresh() {
    return new Options(once, true, help, accounts, port, without, eventStoreDb);
  }

  private Options withHelp() {
    return new Options(once, fresh, true, accounts, port, without, eventStoreDb);
  }

  private Options withAccounts(int number) {
    return new Options(once, fresh, help, number, port, without, eventStoreDb);
  }

  private Options withPort(int number) {
    return new Options(once, fresh, help, accounts, number, without, eventStoreDb);
  }

  private Options withoutService(ServiceName service) {
    return new Options(once, fresh, help, accounts, port, service, eventStoreDb);
  }

  private Options withEventStoreDb(String connectionString) {
    return new Options(once, fresh, help, accounts, port, without, connectionString);
  }
}
