package dev.consentledger.matching.intake;

/** How a list is written; {@code DETECTED} tells by the first character, for gzip bodies. */
public enum ListFormat {
  CSV,
  NDJSON,
  DETECTED
}
