package dev.consentledger.consent.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.consentledger.kernel.json.JsonReader;
import dev.consentledger.kernel.json.JsonWriter;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A replay as an auditor sees it.
 *
 * @param ledgerSize entries of the ledger that it is about
 * @param result what was found, when it is done
 * @param proofs {@code account}: from an entry's index to its tlog-proof
 */
@Schema(name = "Replay")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReplayAnswer(
    UUID replay,
    @Schema(examples = "impact") String kind,
    @Schema(
            enumeration = {"waiting", "running", "done", "failed", "cancelled"},
            examples = "running")
        String state,
    @Schema(description = "A fraction from 0 to 1", examples = "0.42") double progress,
    @Schema(type = SchemaType.OBJECT) @JsonRawValue String query,
    String reason,
    String auditor,
    @Schema(description = "Of the entry that records this call") long position,
    @Nullable Long ledgerSize,
    @Schema(type = SchemaType.OBJECT) @JsonRawValue @Nullable String result,
    @Schema(type = SchemaType.OBJECT) @JsonRawValue @Nullable String proofs,
    @Nullable Failure failure,
    Instant createdAt,
    @Nullable Instant finishedAt,
    @Schema(description = "From here on the result has counts alone: its time was over")
        @Nullable Instant evidenceGoneAt) {

  record Failure(@Schema(examples = "list-gone") String reason, String detail) {}

  /** The whole of it. */
  static ReplayAnswer of(Replay replay, double progress) {
    return answer(
        replay,
        progress,
        replay
            .finding()
            .map(finding -> JsonWriter.text(JsonReader.object(finding).object("result")))
            .orElse(null),
        replay.proofs().orElse(null));
  }

  /** Without what it found, for lists and progress. */
  static ReplayAnswer brief(Replay replay, double progress) {
    return answer(replay, progress, null, null);
  }

  private static ReplayAnswer answer(
      Replay replay, double progress, @Nullable String result, @Nullable String proofs) {
    return new ReplayAnswer(
        replay.id(),
        replay.question().kind().code(),
        replay.state().code(),
        progress,
        JsonWriter.text(replay.question().json()),
        replay.reason(),
        replay.auditor().value(),
        replay.position().value(),
        replay.size().isPresent() ? replay.size().getAsLong() : null,
        result,
        proofs,
        replay
            .failure()
            .map(failure -> new Failure(failure.reason(), failure.detail()))
            .orElse(null),
        replay.createdAt(),
        replay.finishedAt().orElse(null),
        replay.evidenceGoneAt().orElse(null));
  }
}
