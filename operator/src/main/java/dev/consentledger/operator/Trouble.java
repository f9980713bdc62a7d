package dev.consentledger.operator;

/** Ends the command with one sentence for the person and an exit code for the script. */
final class Trouble extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** It did not come to an end; running the command again is safe. */
  static final int NOT_DONE = 1;

  /** The command line, or a file that it names, is unusable. */
  static final int USAGE = 2;

  /** The backup is damaged, or the databases are not fit for it. */
  static final int REFUSED = 3;

  private final int exitCode;
  private final String sentence;

  private Trouble(int exitCode, String sentence) {
    super(sentence);
    this.exitCode = exitCode;
    this.sentence = sentence;
  }

  static Trouble notDone(String sentence) {
    return new Trouble(NOT_DONE, sentence);
  }

  static Trouble usage(String sentence) {
    return new Trouble(USAGE, sentence);
  }

  static Trouble refused(String sentence) {
    return new Trouble(REFUSED, sentence);
  }

  int exitCode() {
    return exitCode;
  }

  String sentence() {
    return sentence;
  }
}
