package dev.consentledger.consent.ledger.eventstoredb;

/**
 * Runs a task where it is, with this service's class loader. The client answers on gRPC's threads
 * and on the JVM's common pool, which keep the loader of whoever happened to make them; Mutiny
 * looks its context propagation up through it.
 */
final class OwnLoader {
  private OwnLoader() {}

  static void run(Runnable task) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(OwnLoader.class.getClassLoader());
    try {
      task.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
