/**
 * Permissions as the topic tells them: rows, cursor and the in-memory index. Pairing and audience
 * read it through {@link dev.consentledger.matching.projection.Permissions}.
 */
@NullMarked
package dev.consentledger.matching.projection;

import org.jspecify.annotations.NullMarked;
