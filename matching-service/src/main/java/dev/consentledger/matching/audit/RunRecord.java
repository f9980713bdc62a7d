package dev.consentledger.matching.audit;

import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A run as matching-service has it.
 *
 * @param position where it paired; null, as the root and the digest, while it has no result
 */
record RunRecord(
    UUID run,
    UUID audience,
    String advertiser,
    @Schema(examples = "ready") String state,
    @Nullable Long position,
    @Nullable String resultRoot,
    @Nullable String listDigest,
    int matchSecretVersion,
    Counts counts) {

  record Counts(long rowsReceived, long rowsAccepted, @Nullable Long pairings) {}
}
