package dev.consentledger.consent.ledger;

import dev.consentledger.kernel.event.StreamName;

/** Another writer was first. The caller reads the stream again, decides again, and tries again. */
public final class RevisionConflict extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient StreamName stream;
  private final long expected;
  private final long actual;

  public RevisionConflict(StreamName stream, long expected, long actual) {
    super("stream " + stream + " is at revision " + actual + ", not " + expected);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }

  public StreamName stream() {
    return stream;
  }

  public long expected() {
    return expected;
  }

  public long actual() {
    return actual;
  }
}
