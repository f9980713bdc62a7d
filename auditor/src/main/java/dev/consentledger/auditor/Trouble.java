package dev.consentledger.auditor;

/** Ends the command with one sentence for the person and an exit code for the script. */
final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String sentence;

  Trouble(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
    this.sentence = sentence;
  }

  static Trouble usage(String sentence) {
    return new Trouble(ExitCode.USAGE, sentence);
  }

  static Trouble unreachable(String sentence) {
    return new Trouble(ExitCode.UNREACHABLE, sentence);
  }

  static Trouble damaged(String sentence) {
    return new Trouble(ExitCode.REFUSED, sentence);
  }

  int exitCode() {
    return exitCode;
  }

  String sentence() {
    return sentence;
  }
}
