package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.SubjectId;

/**
 * A subject's data key can't be had from its wrap: the version is unknown, or bytes are damaged.
 */
public final class DataKeyUnreadable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SubjectId subject;
  private final int version;

  public DataKeyUnreadable(SubjectId subject, int version) {
    super("the data key of subject " + subject + " is unreadable under version " + version);
    this.subject = subject;
    this.version = version;
  }

  public SubjectId subject() {
    return subject;
  }

  public int version() {
    return version;
  }
}
