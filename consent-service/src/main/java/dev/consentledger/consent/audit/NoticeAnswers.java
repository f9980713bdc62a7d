package dev.consentledger.consent.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.consentledger.consent.decision.NoticeState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What is answered about notices. */
final class NoticeAnswers {
  private NoticeAnswers() {}

  /** Every version of a notice, in the order in which they were first registered. */
  @Schema(name = "NoticeVersions")
  record Versions(@Schema(examples = "ads") String id, List<Listed> versions) {
    static Versions of(String id, NoticeState state) {
      return new Versions(
          id,
          state.versions().entrySet().stream()
              .map(version -> Listed.of(version.getKey(), version.getValue()))
              .toList());
    }
  }

  /** One version, without its texts. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "NoticeVersionListed")
  record Listed(
      @Schema(examples = "3") String version,
      @Schema(examples = "[\"en-GB\"]") List<String> locales,
      @Schema(description = "Position from which on no grant under it counts")
          @Nullable Long invalidatedAt) {
    static Listed of(String name, NoticeState.Version version) {
      return new Listed(
          name,
          List.copyOf(version.texts().keySet()),
          version.invalidation().map(gone -> gone.moment().position().value()).orElse(null));
    }
  }

  /** One version with every locale's text. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "NoticeVersion")
  record Version(
      @Schema(examples = "ads") String id,
      @Schema(examples = "3") String version,
      List<Text> texts,
      @Nullable Invalidated invalidated) {}

  /** One locale's text. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "NoticeVersionText")
  record Text(
      @Schema(examples = "en-GB") String locale,
      @Schema(description = "SHA-256 of its UTF-8 bytes") String sha256,
      @Schema(description = "Absent where the store of texts has lost it") @Nullable String text,
      @Schema(description = "Position") long registeredAt,
      Instant time) {
    static List<Text> of(NoticeState.Version version, Map<String, String> texts) {
      return version.texts().values().stream()
          .map(text ->
              new Text(
                  text.notice().locale(),
                  text.notice().sha256(),
                  texts.get(text.notice().sha256()),
                  text.registered().position().value(),
                  text.registered().time()))
          .toList();
    }
  }

  /** That the version counts no more, and how far that has come. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "NoticeInvalidated")
  record Invalidated(
      @Schema(description = "From here on no grant under it counts") long position,
      Instant time,
      String reason,
      @Schema(description = "Whether the topic tells of it") boolean published,
      @Schema(description = "What the matching-service says; absent where it does not answer")
          @Nullable Matching matching,
      @Schema(description = "The replay that finds who was paired under it") @Nullable UUID replay,
      @Schema(examples = "done") @Nullable String replayState,
      @Schema(description = "A fraction from 0 to 1") @Nullable Double replayProgress) {}

  /** How far the matching-service is. */
  @Schema(name = "NoticeAtMatching")
  record Matching(
      @Schema(description = "Whether nothing is paired or read under it any more") boolean applied,
      @Schema(description = "Stored rows that are still to be taken away") long rowsLeft) {}

  /** That the order was taken. */
  @Schema(name = "NoticeInvalidationAccepted")
  @RegisterForReflection // a Response hides it from the scan of answers
  record Accepted(
      @Schema(description = "From here on no grant under it counts", examples = "17") long position,
      @Schema(description = "Finds who was paired under it") UUID replay,
      @Schema(examples = "waiting") String state) {}
}
