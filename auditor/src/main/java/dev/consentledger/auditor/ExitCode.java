package dev.consentledger.auditor;

/** What scripts go by. */
final class ExitCode {
  /** What was asked holds. */
  static final int VERIFIED = 0;

  /** The bundle, or what the log serves, is damaged or untrue. */
  static final int REFUSED = 1;

  /** The command line, or a file that it names, is unusable. */
  static final int USAGE = 2;

  /** The log has two histories, or has lost a part of the one it had. */
  static final int FORK = 3;

  /** The log can't be reached, or doesn't let us in. */
  static final int UNREACHABLE = 4;

  private ExitCode() {}
}
