package dev.consentledger.matching.pairing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.consentledger.matching.intake.Rejection;
import dev.consentledger.matching.intake.RowCounts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A run as its advertiser sees it: never how many entries were paired. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record RunView(
    UUID run,
    UUID audience,
    @Schema(
            enumeration = {"receiving", "waiting", "pairing", "recording", "ready", "failed"},
            examples = "ready")
        String state,
    Rows rows,
    @Nullable Long position,
    @Nullable String resultRoot,
    @Nullable Failure failure) {

  record Rows(
      long received,
      long accepted,
      @Schema(examples = "{\"malformed\": 2}") Map<String, Long> rejected,
      List<Rejected> firstRejected) {}

  record Rejected(long row, String reason) {}

  /** {@code detail} says what to do, where the advertiser can do something. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Failure(
      @Schema(examples = "match_secret_retired") String reason,
      @Schema(examples = "Upload the list again.") @Nullable String detail) {
    static Failure of(RunFailure failure) {
      return new Failure(
          failure.code(), failure.allowsAnotherUpload() ? "Upload the list again." : null);
    }
  }

  /** The position and the root are shown once the ledger has them. */
  static RunView of(Run run) {
    boolean ready = run.state() == RunState.READY;
    return new RunView(
        run.id().value(),
        run.audience().value(),
        run.state().code(),
        rows(run.counts()),
        ready ? run.result().map(result -> result.position().value()).orElse(null) : null,
        ready ? run.result().map(Run.Recordable::resultRoot).orElse(null) : null,
        run.failure().map(Failure::of).orElse(null));
  }

  private static Rows rows(RowCounts counts) {
    Map<String, Long> rejected = new LinkedHashMap<>();
    for (Rejection reason : Rejection.values()) {
      Long rows = counts.rejected().get(reason);
      if (rows != null) {
        rejected.put(reason.code(), rows);
      }
    }
    return new Rows(
        counts.received(),
        counts.accepted(),
        rejected,
        counts.firstRejected().stream()
            .map(row -> new Rejected(row.row(), row.reason().code()))
            .toList());
  }
}
