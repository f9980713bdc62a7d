package dev.consentledger.matching.intake;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * One upload as it arrives.
 *
 * @param declaredGzip whether the request says that the body is gzip; found by its magic bytes
 *     otherwise
 * @param region the region (ISO 3166-1 alpha-2) of numbers without {@code +}, where a row has none
 */
public record ListUpload(
    InputStream body, ListFormat format, boolean declaredGzip, @Nullable String region) {}
