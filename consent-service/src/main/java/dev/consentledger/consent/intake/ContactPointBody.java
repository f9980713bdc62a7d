package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.SubjectCommand.RegisterContactPoint;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.purpose.Purpose;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A contact point as the account platform tells it. */
@Schema(
    name = "ContactPoint",
    description =
        "One email address or phone number with what it was collected for. Exactly one of value"
            + " and sha256 is given.")
record ContactPointBody(
    @NotNull
        @Shaped(Shape.KIND)
        @Schema(
            enumeration = {"email", "phone"},
            examples = "phone")
        String kind,
    @Size(max = Identifier.CHARACTERS_MAX)
        @Schema(
            description = "The address or number. It is hashed at once and never stored.",
            examples = "+44 20 7946 0018")
        @Nullable String value,
    @Size(max = Identifier.CHARACTERS_MAX)
        @Schema(
            description =
                "Instead of value: SHA-256 of the normalised form, in hex (either case) or base64")
        @Nullable String sha256,
    @Shaped(Shape.REGION)
        @Schema(
            description = "The country of a phone number that is given without its country code",
            examples = "GB")
        @Nullable String region,
    @NotEmpty
        @Size(max = COLLECTED_FOR_MAX)
        @Schema(
            description = "Every purpose for which it was collected",
            examples = "[\"security.two_factor\"]")
        List<@NotNull @Shaped(Shape.PURPOSE) String> collectedFor,
    @NotNull @Valid NoticeBody notice) {
  static final int COLLECTED_FOR_MAX = 16;

  /** The order, but for its time. Throws an invalid-request problem where the value is none. */
  Function<Instant, RegisterContactPoint> toOrder(ContactPointId contactPoint) {
    ContactPointKind known = ContactPointKind.ofCode(kind).orElseThrow();
    var digests = Identifier.digests(known, value, sha256, region);
    Set<Purpose> purposes = EnumSet.noneOf(Purpose.class);
    collectedFor.forEach(code -> purposes.add(Purpose.ofCode(code).orElseThrow()));
    return at ->
        new RegisterContactPoint(contactPoint, known, purposes, notice.toNotice(), digests, at);
  }

  @Override
  public String toString() {
    return "ContactPointBody(not printed)";
  }
}
