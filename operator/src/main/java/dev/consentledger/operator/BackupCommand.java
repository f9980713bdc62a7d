package dev.consentledger.operator;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bin/backup}. */
@Command(
    name = "backup",
    description =
        "Writes both databases into a new folder while the services go on. It holds no key and no"
            + " secret: back those up elsewhere.",
    mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "<folder>", description = "a folder that is not there yet")
  private Path folder = Path.of("");

  @Mixin private Databases databases = new Databases();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    Manifest manifest = new Backup(databases.read(), out::println).write(new BackupFolder(folder));
    Manifest.Ledger ledger = manifest.ledger();
    out.printf(
        "Backed up to %s: the ledger up to position %d; %d entries in the tree, root %s.%n",
        folder, ledger.position(), ledger.treeSize(), ledger.root());
    out.println("Keep keys and secrets apart from it: with both, everything sealed can be opened.");
    return 0;
  }
}
