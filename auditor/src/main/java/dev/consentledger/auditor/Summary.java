package dev.consentledger.auditor;

import dev.consentledger.kernel.evidence.Check;
import dev.consentledger.kernel.evidence.Manifest;
import dev.consentledger.kernel.json.JsonObject;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A bundle in a few lines for a terminal. */
final class Summary {
  /** Longer lists are counted. */
  private static final int ELEMENTS_MAX = 20;

  private Summary() {}

  static String title(Path file, Manifest manifest) {
    return "%s: %s, log %s, %d entries (%s), made %s"
        .formatted(
            file.getFileName(),
            manifest.kind(),
            manifest.origin(),
            manifest.ledgerSize(),
            manifest.complete() ? "complete" : "single entries",
            manifest.createdAt());
  }

  static String line(Check check) {
    String outcome =
        switch (check.outcome()) {
          case PASSED -> "ok";
          case LIMITED -> "limited";
          case NOT_APPLICABLE -> "-";
          case FAILED -> "FAILED";
        };
    return String.format(
        Locale.ROOT, "  %-8s %-19s %s", outcome, check.name().code(), defect(check));
  }

  /** What it says, with the place before it where there is one. */
  static String defect(Check check) {
    return check.where().isEmpty() ? check.says() : check.where() + ": " + check.says();
  }

  static void finding(PrintWriter out, JsonObject finding) {
    out.println("the question:");
    print(out, finding.object("query"), "  ");
    out.println("the finding:");
    print(out, finding.object("result"), "  ");
  }

  private static void print(PrintWriter out, JsonObject object, String indent) {
    object.fields().forEach((name, value) -> print(out, name, value, indent));
  }

  private static void print(PrintWriter out, String name, @Nullable Object value, String indent) {
    switch (value) {
      case JsonObject object -> {
        out.println(indent + Plain.text(name) + ":");
        print(out, object, indent + "  ");
      }
      case List<?> list -> {
        out.println(indent + Plain.text(name) + ": " + list.size());
        for (Object element : list.subList(0, Math.min(ELEMENTS_MAX, list.size()))) {
          print(out, "-", element, indent + "  ");
        }
        if (list.size() > ELEMENTS_MAX) {
          out.println(indent + "  ... and " + (list.size() - ELEMENTS_MAX) + " more");
        }
      }
      case null -> out.println(indent + Plain.text(name) + ": none");
      default -> out.println(indent + Plain.text(name + ": " + value));
    }
  }
}
