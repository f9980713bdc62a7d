package dev.consentledger.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a comparison found, as its page tells it. Filled in the page's order. */
public final class Outcome {
  private String title = "";
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Samples> samples = new ArrayList<>();
  private final List<Goal> goals = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<Chart> charts = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** A table of texts under its own line. */
  public record Table(String title, List<String> columns, List<List<String>> rows) {
    public Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  public Outcome title(String text) {
    this.title = text;
    return this;
  }

  /** Sizes, versions and settings that the figures depend on. */
  public Outcome setting(String name, Object value) {
    settings.put(name, value.toString());
    return this;
  }

  /** A row of the table of medians and spreads. */
  public Outcome measured(Samples measured) {
    samples.add(measured);
    return this;
  }

  public Outcome atLeast(String what, String unit, double bound, double value, String reason) {
    goals.add(new Goal(what, unit, bound, true, value, reason));
    return this;
  }

  public Outcome atMost(String what, String unit, double bound, double value, String reason) {
    goals.add(new Goal(what, unit, bound, false, value, reason));
    return this;
  }

  public Outcome table(Table table) {
    tables.add(table);
    return this;
  }

  public Outcome chart(Chart chart) {
    charts.add(chart);
    return this;
  }

  /** A sentence or more under the tables: what was done, and what the profile says. */
  public Outcome note(String text) {
    notes.add(text);
    return this;
  }

  public String title() {
    return title;
  }

  public Map<String, String> settings() {
    return settings;
  }

  public List<Samples> samples() {
    return samples;
  }

  public List<Goal> goals() {
    return goals;
  }

  public List<Table> tables() {
    return tables;
  }

  public List<Chart> charts() {
    return charts;
  }

  public List<String> notes() {
    return notes;
  }
}
