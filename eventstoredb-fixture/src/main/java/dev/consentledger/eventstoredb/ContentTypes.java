package dev.consentledger.eventstoredb;

/** What an event's data may be called. */
final class ContentTypes {
  static final String JSON = "application/json";
  static final String BYTES = "application/octet-stream";

  private ContentTypes() {}
}
