package dev.consentledger.eventstoredb;

/** What the log did with an append. */
sealed interface AppendOutcome {
  /**
   * Stored now, or before by the same append.
   *
   * @param lastRevision of the appended events
   * @param position of the last of them
   */
  record Stored(long lastRevision, long position) implements AppendOutcome {}

  /** {@code actual} is the stream's last revision, -1 where there is none. */
  record WrongExpectedVersion(long expected, long actual) implements AppendOutcome {}

  record Deleted() implements AppendOutcome {}
}
