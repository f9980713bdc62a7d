package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.json.JsonObject;
import java.util.Locale;

/**
 * What a replay found: a pure function of its query and of the entries that the checkpoint covers.
 * Two equal findings have equal JSON, and an auditor compares exactly that.
 */
public sealed interface Finding permits LedgerFinding, AccountFinding, RunFinding, ImpactFinding {

  /** Which replay. */
  enum Kind {
    LEDGER,
    ACCOUNT,
    RUN,
    IMPACT;

    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Kind kind();

  JsonObject query();

  JsonObject result();

  /** {@code {kind, query, result}}: the content of {@code finding.json}. */
  default JsonObject json() {
    return JsonObject.builder()
        .put("kind", kind().code())
        .put("query", query())
        .put("result", result())
        .build();
  }
}
