package dev.consentledger.kernel.event;

import java.util.UUID;

/** The id of one run. */
public record RunId(UUID value) {
  public static RunId parse(String text) {
    return new RunId(Uuids.parse(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
