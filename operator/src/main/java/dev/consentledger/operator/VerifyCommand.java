package dev.consentledger.operator;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bin/backup --verify}: whether a backup is whole, without a database. */
@Command(
    name = "verify",
    description = "Compares every file of a backup with its manifest. Needs no database.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "<folder>", description = "the backup")
  private Path folder = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    var backup = new BackupFolder(folder);
    Manifest manifest = backup.manifest();
    long bytes = backup.verify(manifest);
    spec.commandLine()
        .getOut()
        .printf(
            "The backup of %s is whole: %d bytes, the ledger up to position %d, root %s.%n",
            manifest.createdAt(), bytes, manifest.ledger().position(), manifest.ledger().root());
    return 0;
  }
}
