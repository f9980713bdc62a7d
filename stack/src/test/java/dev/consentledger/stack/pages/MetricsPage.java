package dev.consentledger.stack.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code docs/metrics.md} promises. */
public final class MetricsPage {
  private static final Pattern HEADING = Pattern.compile("## (\\S+)");
  private static final Pattern ROW =
      Pattern.compile("\\| `(consentledger_\\w+)` \\| (\\w+) \\| ([^|]*)\\|(.*)\\|");
  private static final Pattern LABEL = Pattern.compile("(?:^|; |, )`(\\w+)`(?=:|;|,|\\s*$)");

  /**
   * One metric of one service.
   *
   * @param conditional whether it is only there where something is configured
   */
  public record Documented(String kind, Set<String> labels, boolean conditional) {}

  private final Map<String, Map<String, Documented>> byService = new LinkedHashMap<>();

  private MetricsPage() {}

  public static MetricsPage read() {
    var page = new MetricsPage();
    String service = "";
    try {
      for (String line : Files.readAllLines(Pages.root().resolve("docs/metrics.md"))) {
        Matcher heading = HEADING.matcher(line);
        Matcher row = ROW.matcher(line);
        if (heading.matches()) {
          service = heading.group(1);
        } else if (row.matches()) {
          page.byService
              .computeIfAbsent(service, _ -> new LinkedHashMap<>())
              .put(
                  row.group(1),
                  new Documented(
                      row.group(2), labels(row.group(3)), row.group(4).contains("only where")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return page;
  }

  private static Set<String> labels(String cell) {
    var labels = new LinkedHashSet<String>();
    // A label's values follow its colon; only what stands before one, or alone, is a label.
    for (String part : cell.strip().split("; ", -1)) {
      String names = part.contains(":") ? part.substring(0, part.indexOf(':')) : part;
      Matcher label = LABEL.matcher(names);
      while (label.find()) {
        labels.add(label.group(1));
      }
    }
    return labels;
  }

  public Map<String, Documented> of(String service) {
    return byService.getOrDefault(service, Map.of());
  }

  /** Every metric of every service. */
  public Set<String> names() {
    var names = new LinkedHashSet<String>();
    byService.values().forEach(metrics -> names.addAll(metrics.keySet()));
    return names;
  }

  /** Every name that Prometheus stores, of all services: histograms' parts and maxima too. */
  public Set<String> series() {
    var series = new LinkedHashSet<String>();
    byService
        .values()
        .forEach(metrics ->
            metrics.forEach((name, documented) -> {
              series.add(name);
              if (Set.of("histogram", "summary").contains(documented.kind())) {
                series.add(name + "_count");
                series.add(name + "_sum");
                series.add(name + "_max");
              }
              if (documented.kind().equals("histogram")) {
                series.add(name + "_bucket");
              }
            }));
    return series;
  }
}
