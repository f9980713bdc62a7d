package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.GrantTerms;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Under what the account holder granted a purpose. */
@Schema(name = "Grant", description = "Under what the account holder granted a purpose.")
record GrantBody(
    @NotNull @Valid NoticeBody notice,
    @NotNull
        @Shaped(Shape.WORD)
        @Schema(
            description =
                "Where in the product it was given. An advertising purpose is refused in a context"
                    + " that starts with security.",
            examples = "settings.ads")
        String context,
    @NotNull @Shaped(Shape.WORD) @Schema(description = "How it was given", examples = "toggle")
        String method,
    @NotNull @Shaped(Shape.WORD) @Schema(description = "GDPR article", examples = "6(1)(a)")
        String legalBasis,
    @Shaped(Shape.INSTANT)
        @Schema(
            description = "When the grant ends by itself",
            format = "date-time",
            examples = "2028-01-31T00:00:00Z")
        @Nullable String expiresAt) {

  GrantTerms toTerms() {
    return new GrantTerms(
        notice.toNotice(),
        context,
        method,
        legalBasis,
        Optional.ofNullable(expiresAt).map(Instant::parse));
  }
}
