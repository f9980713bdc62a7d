package dev.consentledger.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of what was measured: {@code benchmarks/results/<name>.json} (all raw values), {@code
 * .md} and {@code .svg}; and docs/performance.md, which is put together from them.
 */
final class Results {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final Path performancePage;

  Results(Path root) {
    this.folder = root.resolve("benchmarks/results");
    this.performancePage = root.resolve("docs/performance.md");
  }

  void write(Recorded recorded) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(recorded.name() + ".json"), json(recorded));
    Files.writeString(folder.resolve(recorded.name() + ".md"), Page.of(recorded, ""));
    if (!recorded.outcome().charts().isEmpty()) {
      Files.writeString(
          folder.resolve(recorded.name() + ".svg"), Svg.of(recorded.outcome().charts()));
    }
  }

  private static String json(Recorded recorded) throws IOException {
    var tree = JSON.createObjectNode();
    tree.put("name", recorded.name());
    tree.put("command", recorded.command());
    tree.put("day", recorded.day());
    tree.set("machine", JSON.valueToTree(recorded.machine()));
    Outcome outcome = recorded.outcome();
    tree.put("title", outcome.title());
    tree.set("settings", JSON.valueToTree(outcome.settings()));
    tree.set("goals", JSON.valueToTree(outcome.goals()));
    tree.set("samples", JSON.valueToTree(outcome.samples()));
    tree.set("tables", JSON.valueToTree(outcome.tables()));
    return JSON.writeValueAsString(tree) + "\n";
  }

  /** Puts docs/performance.md together from whatever was measured so far, in this order. */
  void writePerformancePage(List<String> names) throws IOException {
    List<List<String>> goals = new ArrayList<>();
    StringBuilder sections = new StringBuilder();
    for (String name : names) {
      Path json = folder.resolve(name + ".json");
      if (!Files.exists(json)) {
        continue;
      }
      for (JsonNode goal : JSON.readTree(Files.readString(json)).get("goals")) {
        goals.add(glance(goal));
      }
      String page = Files.readString(folder.resolve(name + ".md"));
      sections
          .append(page.replace("](" + name + ".svg)", "](../benchmarks/results/" + name + ".svg)"))
          .append("\n");
    }
    Files.writeString(
        performancePage,
        INTRODUCTION
            + Page.table(List.of("goal", "wanted", "measured", ""), goals)
            + sections.toString().stripTrailing()
            + "\n");
  }

  private static List<String> glance(JsonNode json) {
    Goal goal =
        new Goal(
            json.get("what").asText(),
            json.get("unit").asText(),
            json.get("bound").asDouble(),
            json.get("atLeast").asBoolean(),
            json.get("value").asDouble(),
            "");
    return List.of(
        goal.what(),
        goal.boundText(),
        Samples.text(goal.value()) + " " + goal.unit(),
        goal.verdict());
  }

  private static final String INTRODUCTION =
      """
      # Performance

      Ours and what a user would pick instead, in turn on the same data in one run (A B A B …), on
      one machine. Medians count; least and most say how far to believe them. Writes are durable on
      both sides: PostgreSQL with fsync, synchronous commits and full-page writes, Kafka flushed
      before each acknowledgement. This page is put together by `benchmarks/run` from
      `benchmarks/results`, where the raw values are; `benchmarks/run all` measures everything again.

      ## At a glance

      """;
}
