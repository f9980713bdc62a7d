package dev.consentledger.benchmarks;

import dev.consentledger.stack.Service;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Reads a service's own meters from its management port. */
public final class ServiceMetrics {
  private final Service service;

  public ServiceMetrics(Service service) {
    this.service = service;
  }

  /** The first value whose line begins with the name, such as {@code x_bytes}. */
  public double value(String name) throws IOException {
    return find(name).orElseThrow(() -> new IllegalStateException("there is no meter " + name));
  }

  /** The same of what is counted from a first event on: 0 before it. */
  public double counted(String name) throws IOException {
    return find(name).orElse(0);
  }

  /** The sum of all lines of a meter with these labels, such as {@code use="run"}. */
  public double sum(String name, List<String> labels) throws IOException {
    return lines()
        .filter(line -> line.startsWith(name + "{") && labels.stream().allMatch(line::contains))
        .mapToDouble(ServiceMetrics::valueOf)
        .sum();
  }

  private OptionalDouble find(String name) throws IOException {
    return lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(ServiceMetrics::valueOf)
        .findFirst();
  }

  private Stream<String> lines() throws IOException {
    try (HttpConnection connection = new HttpConnection(service.managementUrl())) {
      return connection
          .send("GET", "/q/metrics", "none", "text/plain", new byte[0])
          .require(200)
          .body()
          .lines();
    }
  }

  private static double valueOf(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
