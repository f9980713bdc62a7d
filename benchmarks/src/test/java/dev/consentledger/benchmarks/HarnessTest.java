package dev.consentledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class HarnessTest {
  @Test
  void contenders_run_in_turn_and_warm_ups_do_not_count() throws Exception {
    List<String> order = new ArrayList<>();

    Turns turns =
        new Turns()
            .add("one", round -> note(order, "one", round))
            .add("other", round -> note(order, "other", 2.0 * round))
            .play(1, 2);

    assertThat(order).containsExactly("one", "other", "one", "other", "one", "other");
    assertThat(turns.of("one").values()).containsExactly(1.0, 2.0);
    assertThat(turns.ratio("ratio", "one", "other").values()).containsExactly(2.0, 2.0);
  }

  @Test
  void a_median_lies_between_the_two_in_the_middle() {
    Samples samples = new Samples("four", "s", List.of(4.0, 1.0, 3.0, 2.0));

    assertThat(samples.median()).isEqualTo(2.5);
    assertThat(samples.min()).isEqualTo(1);
    assertThat(samples.max()).isEqualTo(4);
  }

  @Test
  void a_missed_goal_is_called_missed_in_the_page_and_at_a_glance(@TempDir Path root)
      throws Exception {
    Files.createDirectories(root.resolve("docs"));
    Outcome outcome =
        new Outcome()
            .title("Example")
            .measured(new Samples("ours", "s", List.of(1.0)))
            .atLeast("faster", "times", 5, 4, "the disk")
            .atMost("smaller", "bytes", 64, 64, "");
    Results results = new Results(root);

    results.write(new Recorded("example", "benchmarks/run example", "day", Map.of(), outcome));
    results.writePerformancePage(List.of("example", "never-measured"));

    String page = Files.readString(root.resolve("docs/performance.md"));
    assertThat(page)
        .contains("| faster | at least 5.00 times | 4.00 times | **missed** |")
        .contains("| smaller | at most 64.0 bytes | 64.0 bytes | met |")
        .contains("| 4.00 times | **missed** | the disk |");
  }

  @Test
  void charts_are_XML_with_every_label() throws Exception {
    String svg =
        Svg.of(
            List.of(
                new Chart.Bars(
                    "Bars", "seconds", List.of(new Samples("a < b", "s", List.of(1.0, 2.0)))),
                new Chart.Lines(
                    "Lines",
                    "entries",
                    "seconds",
                    List.of(new Chart.Line("ours", List.of(1.0, 2.0), List.of(3.0, 4.0))))));

    String text =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)))
            .getDocumentElement()
            .getTextContent();
    assertThat(text).contains("a < b", "seconds (median, least to most)", "entries", "ours");
  }

  @Test
  void an_option_without_its_number_is_refused() {
    assertThatThrownBy(() -> Options.parse(new String[] {"pairing", "--entries"}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--entries");
  }

  private static double note(List<String> order, String name, double seconds) {
    order.add(name);
    return seconds;
  }
}
