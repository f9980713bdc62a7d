package dev.consentledger.matching.audience;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.matching.audience.AudienceStore.Stored;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An audience as its advertiser sees it. {@code size} is withheld (null) below the minimum size;
 * {@code position} is that of its creation.
 */
@RegisterForReflection // a Response hides it from the scan of answers
record AudienceView(
    UUID id,
    @Schema(examples = "Spring customers") String name,
    @Schema(
            enumeration = {"empty", "building", "too_small", "ready"},
            examples = "ready")
        String state,
    @Nullable SizeBucket size,
    long position) {

  static AudienceView created(Stored stored, Position at) {
    return new AudienceView(
        stored.id().value(), stored.name(), stateWithoutReadyRun(stored), null, at.value());
  }

  static AudienceView of(Stored stored, long size, long minimumSize) {
    Position created = stored.position();
    if (created == null) {
      throw new IllegalStateException("an unrecorded audience is not shown");
    }
    boolean shown = stored.anyReady() && size >= minimumSize && size > 0;
    String state = stateWithoutReadyRun(stored);
    if (stored.anyReady()) {
      state = shown ? "ready" : "too_small";
    }
    return new AudienceView(
        stored.id().value(),
        stored.name(),
        state,
        shown ? SizeBucket.of(size) : null,
        created.value());
  }

  private static String stateWithoutReadyRun(Stored stored) {
    return stored.anyUnfinished() ? "building" : "empty";
  }
}
