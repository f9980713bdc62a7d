package dev.consentledger.consent.intake;

import dev.consentledger.kernel.event.AdvertiserId;
import dev.consentledger.kernel.event.AudienceEvent.Counts;
import dev.consentledger.kernel.event.AudienceEvent.ListMatched;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A run's result, as the matching-service records it before it releases it. */
@Schema(name = "Run", description = "A run's result. Recorded once; another result is 409.")
record RunBody(
    @NotNull @Shaped(Shape.ADVERTISER) @Schema(examples = "shop-1") String advertiser,
    @NotNull @Shaped(Shape.SHA256_HEX) @Schema(description = "SHA-256, hex") String listDigest,
    @NotNull @PositiveOrZero @Schema(examples = "17") Long position,
    @NotNull @Shaped(Shape.SHA256_HEX) @Schema(description = "Merkle root, hex") String resultRoot,
    @NotNull @PositiveOrZero @Schema(examples = "1000") Long rowsReceived,
    @NotNull @PositiveOrZero @Schema(examples = "990") Long rowsAccepted,
    @NotNull @PositiveOrZero @Schema(examples = "412") Long pairings,
    @NotNull @Positive @Schema(examples = "1") Integer matchSecretVersion) {

  ListMatched toResult(RunId run) {
    return new ListMatched(
        run,
        new AdvertiserId(advertiser),
        listDigest.toLowerCase(Locale.ROOT),
        new Position(position),
        resultRoot.toLowerCase(Locale.ROOT),
        new Counts(rowsReceived, rowsAccepted, pairings),
        matchSecretVersion);
  }
}
