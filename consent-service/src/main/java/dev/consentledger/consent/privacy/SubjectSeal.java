package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.EventId;
import dev.consentledger.kernel.event.EventKey;
import dev.consentledger.kernel.event.Seal;
import dev.consentledger.kernel.event.SubjectId;
import java.security.SecureRandom;
import java.util.Optional;

/** Seals one subject's entries, each under a key of its own that is derived from the data key. */
final class SubjectSeal implements Seal {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SubjectId subject;
  private final byte[] dataKey;

  SubjectSeal(SubjectId subject, byte[] dataKey) {
    this.subject = subject;
    this.dataKey = dataKey.clone();
  }

  @Override
  public byte[] seal(SealedFor what, byte[] plain) {
    if (!what.stream().equals(subject.stream())) {
      throw new IllegalArgumentException("the entry belongs to another subject: " + what.stream());
    }
    return EventKey.derive(dataKey, what.id()).seal(what, plain, RANDOM);
  }

  @Override
  public Optional<byte[]> open(SealedFor what, byte[] box) {
    return Optional.of(EventKey.derive(dataKey, what.id()).open(what, box));
  }

  byte[] eventKey(EventId event) {
    return EventKey.derive(dataKey, event).bytes();
  }

  @Override
  public String toString() {
    return "SubjectSeal(never printed)";
  }
}
