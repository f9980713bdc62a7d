package dev.consentledger.auditor;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. Results go to standard output, progress and troubles to standard error. */
@Command(
    name = "auditor",
    description = {
      "Checks what Consent Ledger hands to an auditor, trusting the log's public key alone.",
      ""
    },
    subcommands = {Verify.class, Follow.class, Show.class},
    mixinStandardHelpOptions = true,
    versionProvider = Auditor.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:what was asked holds",
      "1:the bundle, or what the log serves, is damaged or untrue",
      "2:the command line, or a file that it names, is unusable",
      "3:the log has two histories, or has lost a part of the one it had",
      "4:the log can't be reached, or doesn't let us in"
    })
public final class Auditor {
  private Auditor() {}

  public static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs one command line; answers its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Auditor())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((exception, command, _) -> {
          if (!(exception instanceof Trouble trouble)) {
            throw exception;
          }
          command.getErr().println("auditor: " + Plain.text(trouble.sentence()));
          return trouble.exitCode();
        })
        .execute(args);
  }

  /** The version that the jar was built as. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Auditor.class.getPackage().getImplementationVersion();
      return new String[] {"auditor " + (version == null ? "(not packaged)" : version)};
    }
  }
}
