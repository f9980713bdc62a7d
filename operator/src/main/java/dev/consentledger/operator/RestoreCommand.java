package dev.consentledger.operator;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bin/restore}. */
@Command(
    name = "restore",
    description =
        "Fills two empty databases from a backup, computes the ledger's root again, and makes both"
            + " agree. The services must be stopped.",
    mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "<folder>",
      arity = "0..1",
      description = "the backup; none with --restored-otherwise")
  private Path folder = Path.of("");

  @Option(
      names = "--restored-otherwise",
      description =
          "the databases were restored by other means, such as pg_basebackup: only makes them agree"
              + " and marks them as restored")
  private boolean otherwise;

  @Option(
      names = "--erased",
      paramLabel = "<file>",
      description =
          "subjects that were erased since the backup, an id a line: their erasures are ordered"
              + " again, and consent-service finishes them when it starts")
  private Optional<Path> erased = Optional.empty();

  @Mixin private Databases databases = new Databases();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<UUID> erasedSince = erased.isPresent() ? ErasedSubjects.read(erased.get()) : List.of();
    if (otherwise) {
      try (var consent = databases.connect(DatabaseName.CONSENT);
          var matching = databases.connect(DatabaseName.MATCHING)) {
        new Reconciliation(consent, matching, erasedSince, out::println).run();
      }
    } else if (folder.toString().isEmpty()) {
      throw Trouble.usage("name the backup's folder");
    } else {
      new Restore(databases.read(), erasedSince, out::println).from(new BackupFolder(folder));
    }
    out.println(
        "Restored. Start the services with an empty Kafka, or with the topic permissions.<cell> deleted:");
    out.println(
        "publication tells everything again, and matching-service answers when it has read it.");
    return 0;
  }
}
