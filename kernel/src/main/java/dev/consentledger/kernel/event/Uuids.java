package dev.consentledger.kernel.event;

import java.util.UUID;

/** Reads a UUID in its full form alone; {@link UUID#fromString} also takes shortened ones. */
final class Uuids {
  private Uuids() {}

  static UUID parse(String text) {
    UUID uuid = text.length() == 36 ? UUID.fromString(text) : null;
    if (uuid == null || !uuid.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException("not a UUID");
    }
    return uuid;
  }
}
