package dev.consentledger.kernel.event;

import java.util.UUID;

/** The id of one event, chosen once by its writer and kept through every retry. */
public record EventId(UUID value) {
  public static EventId parse(String text) {
    return new EventId(Uuids.parse(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
