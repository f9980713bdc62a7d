package dev.consentledger.stack.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard and the alerts ask only for numbers that there are. */
class AlertsTest {
  private static final Path ROOT = Pages.root();
  private static final Pattern METRIC = Pattern.compile("consentledger_\\w+");
  private static final Pattern ALERT = Pattern.compile("- alert: ConsentLedger(\\w+)");
  private static final Pattern RUNBOOK = Pattern.compile("runbook: docs/alerts.md#(\\S+)");

  private final Set<String> series = MetricsPage.read().series();

  @Test
  void every_metric_of_the_dashboard_is_documented() throws IOException {
    JsonNode dashboard =
        new ObjectMapper()
            .readTree(ROOT.resolve("docker/grafana/dashboards/consent-ledger.json").toFile());
    List<String> expressions = dashboard.findValuesAsText("expr");

    assertThat(expressions).hasSizeGreaterThan(20);
    assertThat(metrics(String.join("\n", expressions))).isNotEmpty().isSubsetOf(series);
  }

  /** What nobody looks at is not worth measuring. */
  @Test
  void every_documented_metric_is_on_the_dashboard() throws IOException {
    Set<String> shown =
        metrics(
            Files.readString(ROOT.resolve("docker/grafana/dashboards/consent-ledger.json"))
                + alerts());

    assertThat(MetricsPage.read().names())
        .allSatisfy(name -> assertThat(shown).anyMatch(each -> each.startsWith(name)));
  }

  @Test
  void every_metric_of_the_alerts_is_documented() throws IOException {
    assertThat(metrics(alerts())).isNotEmpty().isSubsetOf(series);
  }

  @Test
  void every_alert_says_what_to_do() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/alerts.md"));
    List<String> names = all(ALERT, alerts());
    List<String> anchors = all(RUNBOOK, alerts());

    assertThat(names).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(anchors).isEqualTo(names.stream().map(AlertsTest::anchor).toList());
    assertThat(all(Pattern.compile("(?m)^### (\\S+)$"), page)).isEqualTo(anchors);
    assertThat(all(Pattern.compile("(What to do: )"), page)).hasSameSizeAs(names);
  }

  private static String alerts() throws IOException {
    return Files.readString(ROOT.resolve("docker/prometheus/alerts.yaml"));
  }

  private static String anchor(String name) {
    return "alert" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> all(Pattern pattern, String text) {
    var found = new ArrayList<String>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }
}
