package dev.consentledger.stack;

import dev.consentledger.stack.demo.Demo;
import dev.consentledger.stack.demo.StoryBroken;
import dev.consentledger.stack.demo.Tell;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What {@code ./run} runs, from the folder of the repository. */
public final class Run {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  /** The stack's folder; tests use one of their own. */
  private static final Path FOLDER = Path.of(System.getProperty("stack.folder", ".stack"));

  private static final String EVIDENCE = "evidence";

  private final Options options;
  private final Path root;
  private final Parts parts = new Parts();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicReference<@Nullable Service> dead = new AtomicReference<>();

  private Run(Options options, Path root) {
    this.options = options;
    this.root = root;
  }

  public static void main(String[] words) {
    int exitCode;
    try {
      Options options = Options.parse(words);
      if (options.help()) {
        System.out.print(Options.HELP);
        return;
      }
      exitCode = new Run(options, Path.of("").toAbsolutePath()).run();
    } catch (StackException e) {
      System.err.println(e.getMessage());
      exitCode = MISUSED;
    }
    System.exit(exitCode); // Kafka's threads would keep the process alive
  }

  private int run() {
    Thread stopper = new Thread(this::stop, "stop");
    Runtime.getRuntime().addShutdownHook(stopper);
    try {
      return startAndTell();
    } catch (StackException e) {
      if (parts.isStopping() && dead.get() == null) {
        return FAILED; // Ctrl-C during the start: what broke was broken by the stop
      }
      System.err.println("\n" + e.getMessage());
      return FAILED;
    } finally {
      parts.close();
    }
  }

  private int startAndTell() {
    long begun = System.nanoTime();
    KafkaLog.openIn(new StackFolder(root.resolve(FOLDER)));
    Stack stack =
        Stack.builder(root, root.resolve(FOLDER))
            .into(parts)
            .fresh(options.fresh())
            .without(options.without())
            .eventStoreDb(options.eventStoreDb())
            .gatewayPort(options.port())
            .telling(sentence -> System.out.println("  " + sentence))
            .onDeath(this::report)
            .start();
    System.out.printf(
        "Everything is up after %.1f s.%n%n",
        Duration.ofNanos(System.nanoTime() - begun).toMillis() / 1000.0);
    boolean held = options.without() != null || tellStory(stack);
    if (options.once()) {
      return held && dead.get() == null ? 0 : FAILED;
    }
    sayWhereThingsAre(stack);
    awaitEnd();
    return dead.get() == null ? 0 : FAILED;
  }

  private boolean tellStory(Stack stack) {
    try {
      new Demo(
              stack.url(),
              stack::token,
              options.accounts(),
              root.resolve(FOLDER).resolve(EVIDENCE),
              Tell.AUDITOR,
              System.out)
          .tell();
      return true;
    } catch (StoryBroken e) {
      System.out.println("\nThe story did not hold: " + e.getMessage());
      return false;
    }
  }

  private void sayWhereThingsAre(Stack stack) {
    System.out.printf(
        """

        It stays up until Ctrl-C:
          the front door (gateway)    %s
          consent-service's API       %s/q/openapi
          matching-service's API      %s/q/openapi
          addresses and tokens        %s/ready.json
          logs                        %s/logs
        """,
        stack.url(),
        stack.service(ServiceName.CONSENT).url(),
        stack.service(ServiceName.MATCHING).url(),
        FOLDER,
        FOLDER);
  }

  private void report(Service service) {
    if (parts.isStopping() || !dead.compareAndSet(null, service)) {
      return;
    }
    System.err.println(
        "\n"
            + service.name().module()
            + " has ended though nobody stopped it.\n"
            + service.logTail());
    end.countDown();
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop() {
    if (!parts.isStopping()) {
      System.out.println("\nStopping everything; the data stays in " + FOLDER);
    }
    parts.close();
    end.countDown();
  }
}
