package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.proof.Checkpoint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finding as a page for people: self-contained, no script. It is a function of the finding and
 * the checkpoint, so that a verifier writes it again and a page that says something else is
 * refused. For that reason its text is part of the bundle's format: another text, another version.
 */
final class Report {
  /** Longer lists go on in finding.json. */
  private static final int ELEMENTS_MAX = 1_000;

  private static final String STYLE =
      "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;"
          + "color:#1a1a1a;background:#fff}h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}"
          + "table{border-collapse:collapse;margin:.3rem 0}th,td{border:1px solid #c8c8c8;"
          + "padding:.25rem .6rem;text-align:left;vertical-align:top}th{background:#f2f2f2;"
          + "font-weight:600}td{overflow-wrap:anywhere}p.answer{font-size:1.2rem}";

  private final StringBuilder out = new StringBuilder(8192);

  private Report() {}

  static byte[] html(JsonObject finding, Checkpoint checkpoint, boolean complete) {
    var report = new Report();
    report.page(finding, checkpoint, complete);
    return report.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void page(JsonObject finding, Checkpoint checkpoint, boolean complete) {
    String title = "Evidence: " + finding.string("kind");
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
    text(title);
    out.append("</title><style>").append(STYLE).append("</style></head><body>\n");
    element("h1", title);
    out.append("<p class=\"answer\">");
    text(answer(finding));
    out.append("</p>\n");
    element("h2", "The question");
    value(finding.object("query"));
    element("h2", "The finding");
    value(finding.object("result"));
    element("h2", "What it rests on");
    value(
        JsonObject.builder()
            .put("log", checkpoint.origin())
            .put("entries in the ledger", checkpoint.head().size())
            .put("root", checkpoint.head().root().hex())
            .build());
    element("p", restsOn(complete));
    element(
        "p",
        "This page repeats finding.json and proves nothing by itself. Check the bundle with"
            + " \"auditor verify\" and the log's public key, which you have from elsewhere.");
    out.append("</body></html>\n");
  }

  private static String restsOn(boolean complete) {
    return complete
        ? "The bundle holds every entry of the ledger, so nothing can have been left out."
        : "The bundle holds only some entries, each with its proof. That what it holds is in the"
            + " ledger is proved; that nothing else in the ledger speaks against it, such as a later"
            + " withdrawal or another run, is not.";
  }

  private static String answer(JsonObject finding) {
    JsonObject result = finding.object("result");
    return switch (finding.string("kind")) {
      case "impact" ->
          "The question concerns "
              + result.number("subjects")
              + " accounts, in "
              + result.number("pairings")
              + " pairings of "
              + result.objects("runs").size()
              + " runs.";
      case "run" ->
          "The run paired "
              + result.number("pairings")
              + " times, naming "
              + result.number("subjects")
              + " accounts. "
              + differences(result);
      case "ledger" ->
          "The ledger has "
              + result.number("size")
              + " entries in "
              + result.number("streams")
              + " streams. "
              + differences(result);
      case "account" ->
          "The account has had " + result.objects("contactPoints").size() + " contact points.";
      default -> "";
    };
  }

  private static String differences(JsonObject result) {
    int differences = result.strings("differences").size();
    return differences == 0
        ? "The replay found no difference."
        : "The replay found differences: " + differences + ".";
  }

  private void value(@Nullable Object value) {
    switch (value) {
      case JsonObject object when object.fields().isEmpty() -> out.append("(none)");
      case JsonObject object -> table(object);
      case List<?> list when list.isEmpty() -> out.append("(none)");
      case List<?> list -> list(list);
      case null -> out.append("(none)");
      default -> text(value.toString());
    }
  }

  private void table(JsonObject object) {
    out.append("<table>\n");
    object
        .fields()
        .forEach((name, value) -> {
          out.append("<tr><th>");
          text(name);
          out.append("</th><td>");
          value(value);
          out.append("</td></tr>\n");
        });
    out.append("</table>\n");
  }

  private void list(List<?> list) {
    out.append("<ol>\n");
    for (Object element : list.subList(0, Math.min(ELEMENTS_MAX, list.size()))) {
      out.append("<li>");
      value(element);
      out.append("</li>\n");
    }
    out.append("</ol>\n");
    if (list.size() > ELEMENTS_MAX) {
      element("p", "and " + (list.size() - ELEMENTS_MAX) + " more: see finding.json");
    }
  }

  private void element(String name, String text) {
    out.append('<').append(name).append('>');
    text(text);
    out.append("</").append(name).append(">\n");
  }

  private void text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '"' -> out.append("&quot;");
        default -> out.append(c);
      }
    }
  }
}
