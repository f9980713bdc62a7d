package dev.consentledger.kernel.event;

import java.util.UUID;

/** The id of one audit call; each has a stream of its own, {@code audit-<uuid>}. */
public record AuditCallId(UUID value) {
  public static AuditCallId parse(String text) {
    return new AuditCallId(Uuids.parse(text));
  }

  public StreamName stream() {
    return StreamName.ofAuditCall(this);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
