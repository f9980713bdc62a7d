package dev.consentledger.operator;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. What it did goes to standard output, troubles to standard error. */
@Command(
    name = "operator",
    description = {"Backs up and restores the databases of Consent Ledger.", ""},
    subcommands = {BackupCommand.class, VerifyCommand.class, RestoreCommand.class},
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:not done; running it again is safe",
      "2:the command line, or a file that it names, is unusable",
      "3:refused: the backup is damaged, or the databases are not fit for it"
    })
public final class Operator {
  /** Flyway's log would drown what the command says; kept, so that it is not collected. */
  private static final Logger QUIET = Logger.getLogger("org.flywaydb");

  private Operator() {}

  public static void main(String[] args) {
    QUIET.setLevel(Level.WARNING);
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  /** Runs one command line; answers its exit code. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Operator())
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((exception, command, _) -> {
          Trouble trouble =
              switch (exception) {
                case Trouble told -> told;
                // A driver's message may hold a row, so only its code is shown.
                case SQLException failed ->
                    Trouble.notDone("the database failed (SQLSTATE " + failed.getSQLState() + ")");
                default -> throw exception;
              };
          command.getErr().println(trouble.sentence());
          return trouble.exitCode();
        })
        .execute(args);
  }
}
