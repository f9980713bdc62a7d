package dev.consentledger.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An outcome as Markdown. */
final class Page {
  private Page() {}

  /**
   * The page, whose first heading is of the second level.
   *
   * @param imageFolder from where the text stands to the folder of the drawings
   */
  static String of(Recorded recorded, String imageFolder) {
    Outcome outcome = recorded.outcome();
    StringBuilder text = new StringBuilder();
    text.append("## ").append(outcome.title()).append("\n\n");
    text.append("`").append(recorded.command()).append("`, ").append(recorded.day()).append("\n\n");
    text.append(goals(outcome.goals()));
    if (!outcome.samples().isEmpty()) {
      text.append(
          table(
              List.of("measured", "median", "least", "most", "unit", "rounds"),
              outcome.samples().stream().map(Page::row).toList()));
    }
    for (Outcome.Table table : outcome.tables()) {
      text.append(table.title()).append("\n\n").append(table(table.columns(), table.rows()));
    }
    if (!outcome.charts().isEmpty()) {
      text.append("![%s](%s%s.svg)%n%n".formatted(outcome.title(), imageFolder, recorded.name()));
    }
    for (String note : outcome.notes()) {
      text.append(note).append("\n\n");
    }
    text.append("Machine: ").append(list(recorded.machine())).append(".\n\n");
    text.append("Sizes and settings: ").append(list(outcome.settings())).append(".\n");
    return text.toString();
  }

  static String goals(List<Goal> goals) {
    return goals.isEmpty()
        ? ""
        : table(
            List.of("goal", "wanted", "measured", "", "why"),
            goals.stream()
                .map(goal ->
                    List.of(
                        goal.what(),
                        goal.boundText(),
                        Samples.text(goal.value()) + " " + goal.unit(),
                        goal.verdict(),
                        goal.met() ? "" : goal.reason()))
                .toList());
  }

  static String table(List<String> columns, List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    text.append("| ").append(String.join(" | ", columns)).append(" |\n");
    text.append("|").append(" --- |".repeat(columns.size())).append("\n");
    for (List<String> row : rows) {
      text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }
    return text.append("\n").toString();
  }

  private static List<String> row(Samples samples) {
    return List.of(
        samples.name(),
        Samples.text(samples.median()),
        Samples.text(samples.min()),
        Samples.text(samples.max()),
        samples.unit(),
        Integer.toString(samples.values().size()));
  }

  private static String list(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + " " + fact.getValue())
        .collect(Collectors.joining("; "));
  }
}
