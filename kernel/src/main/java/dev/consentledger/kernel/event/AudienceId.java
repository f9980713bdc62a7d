package dev.consentledger.kernel.event;

import java.util.UUID;

/** The id of one audience. */
public record AudienceId(UUID value) {
  public static AudienceId parse(String text) {
    return new AudienceId(Uuids.parse(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
