package dev.consentledger.consent.audit;

import dev.consentledger.kernel.json.JsonObject;
import java.util.List;

/**
 * What is left of a finding when its evidence is gone: what counts something, and nothing that
 * names a person or a row. A pure function.
 */
final class EndedEvidence {
  private EndedEvidence() {}

  /**
   * @param finding {@code {kind, query, result}}
   */
  static JsonObject of(JsonObject finding) {
    JsonObject result = finding.object("result");
    return JsonObject.builder()
        .put("kind", finding.string("kind"))
        .put("query", finding.object("query"))
        .put(
            "result",
            switch (finding.string("kind")) {
              // Heads and counts; the people that an impact found stand in a table of their own.
              case "ledger", "impact" -> result;
              case "account" -> JsonObject.builder().build();
              case "run" -> withoutRows(result);
              default -> throw new IllegalStateException("no kind of finding is left to itself");
            })
        .build();
  }

  /** Each difference names a row and a subject. */
  private static JsonObject withoutRows(JsonObject result) {
    List<String> differences = result.strings("differences");
    JsonObject.Builder left = JsonObject.builder();
    result
        .fields()
        .forEach((name, value) -> {
          if (!name.equals("differences")) {
            left.put(name, value);
          }
        });
    return left.put("differencesFound", differences.size()).build();
  }
}
