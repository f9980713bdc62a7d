package dev.consentledger.kernel.event;

import java.util.UUID;

/** The random UUID that stands for an account inside the ledger. */
public record SubjectId(UUID value) {
  public static SubjectId parse(String text) {
    return new SubjectId(Uuids.parse(text));
  }

  public StreamName stream() {
    return StreamName.ofSubject(this);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
