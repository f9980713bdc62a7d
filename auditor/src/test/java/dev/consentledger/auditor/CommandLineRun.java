package dev.consentledger.auditor;

import java.io.PrintWriter;
import java.io.StringWriter;

/** One run of the program: its exit code and what it wrote. */
record CommandLineRun(int exitCode, String out, String err) {
  static CommandLineRun of(Object... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    int exitCode = Auditor.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new CommandLineRun(exitCode, out.toString(), err.toString());
  }
}
