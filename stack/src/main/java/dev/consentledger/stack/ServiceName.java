package dev.consentledger.stack;

import java.nio.file.Path;

/** The three services, in the order in which they start; they stop in the opposite one. */
public enum ServiceName {
  CONSENT("consent-service", 512),
  MATCHING("matching-service", 768),
  GATEWAY("gateway", 256);

  private final String module;
  private final int heapMegabytesMax;

  ServiceName(String module, int heapMegabytesMax) {
    this.module = module;
    this.heapMegabytesMax = heapMegabytesMax;
  }

  /** The Maven module, the name of the log and of the settings file. */
  public String module() {
    return module;
  }

  int heapMegabytesMax() {
    return heapMegabytesMax;
  }

  Path jar(Path root) {
    return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
  }
}
