package dev.consentledger.consent.audit;

import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.evidence.AccountQuery;
import dev.consentledger.kernel.evidence.Finding;
import dev.consentledger.kernel.evidence.ImpactQuery;
import dev.consentledger.kernel.json.JsonObject;

/** What a replay shall answer. An account stands in it as its subject. */
sealed interface Question {
  /** Is the ledger what was signed? */
  record Ledger() implements Question {}

  /** What did an account holder permit? */
  record Account(AccountQuery query) implements Question {}

  /** Did this run pair what the ledger permitted, and nothing else? */
  record Run(RunId run) implements Question {}

  /** Had this not counted, which pairings would not have happened? */
  record Impact(ImpactQuery query) implements Question {}

  default Finding.Kind kind() {
    return switch (this) {
      case Ledger _ -> Finding.Kind.LEDGER;
      case Account _ -> Finding.Kind.ACCOUNT;
      case Run _ -> Finding.Kind.RUN;
      case Impact _ -> Finding.Kind.IMPACT;
    };
  }

  /** As the finding will repeat it. */
  default JsonObject json() {
    return switch (this) {
      case Ledger _ -> JsonObject.builder().build();
      case Account(var query) -> query.json();
      case Run(var run) -> JsonObject.builder().put("run", run.toString()).build();
      case Impact(var query) -> query.json();
    };
  }

  /** Reads what {@link #kind} and {@link #json} wrote. */
  static Question of(Finding.Kind kind, JsonObject json) {
    return switch (kind) {
      case LEDGER -> new Ledger();
      case ACCOUNT -> new Account(AccountQuery.fromJson(json));
      case RUN -> new Run(RunId.parse(json.string("run")));
      case IMPACT -> new Impact(ImpactQuery.fromJson(json));
    };
  }
}
