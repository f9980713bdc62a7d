package dev.consentledger.benchmarks.starting;

import dev.consentledger.benchmarks.WorkFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code ./run} from a built tree, until everything is up. */
final class WholeRun {
  private static final int POLL_MILLIS = 20;
  private static final long LIMIT_SECONDS = 300;

  private WholeRun() {}

  /** Seconds from the command to {@code ready.json}, in a folder that is empty at first. */
  static double untilReady(Path root, Path folder, Path log)
      throws IOException, InterruptedException {
    WorkFolder.remove(folder);
    var builder =
        new ProcessBuilder(root.resolve("run").toString())
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JDK_JAVA_OPTIONS", "-Dstack.folder=" + folder);
    long begun = System.nanoTime();
    Process process = builder.start();
    try {
      while (!Files.exists(folder.resolve("ready.json"))) {
        if (!process.isAlive()
            || System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
          throw new IllegalStateException("./run did not come up; see " + log);
        }
        Thread.sleep(POLL_MILLIS);
      }
      return (System.nanoTime() - begun) / 1e9;
    } finally {
      process.destroy(); // the script has become the stack's JVM, which stops all of it
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
