package dev.consentledger.benchmarks.starting;

import dev.consentledger.stack.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The services as their images hold them: packaged as {@code aot-jar}, since classes of {@code
 * fast-jar}'s own class loader can't be in an AOT cache.
 */
final class AotBuild {
  private static final String FOLDER = "quarkus-aot";

  private final Path root;

  AotBuild(Path root) {
    this.root = root;
  }

  Path jar(ServiceName service) {
    return root.resolve(service.module())
        .resolve("target")
        .resolve(FOLDER)
        .resolve("quarkus-run.jar");
  }

  /** Packages them beside what is there, anew each time: nothing tells whether they are old. */
  void build(Path log) throws IOException, InterruptedException {
    System.out.println("  Packaging the services for the AOT cache (minutes)");
    run(
        log,
        List.of(
            "mvn",
            "-q",
            "-B",
            "package",
            "-pl",
            "consent-service,matching-service,gateway",
            "-am",
            "-Dmaven.test.skip=true",
            "-Dspotless.check.skip",
            "-Dquarkus.package.jar.type=aot-jar",
            "-Dquarkus.package.output-directory=" + FOLDER));
    for (ServiceName service : ServiceName.values()) {
      if (!Files.exists(jar(service))) {
        throw new IllegalStateException("there is no " + jar(service) + "; see " + log);
      }
    }
  }

  private void run(Path log, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("Maven failed; see " + log);
    }
  }
}
