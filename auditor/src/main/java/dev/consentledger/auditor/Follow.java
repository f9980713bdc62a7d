package dev.consentledger.auditor;

import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonWriter;
import dev.consentledger.kernel.proof.TreeHead;
import dev.consentledger.kernel.proof.VerifierKey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auditor follow}: sees that a log only grows. */
@Command(
    name = "follow",
    description =
        "Reads a log's checkpoint, checks that it continues the one seen last, and keeps it. Goes"
            + " on until the log forks or serves damaged tiles, or until it is stopped.",
    mixinStandardHelpOptions = true)
final class Follow implements Callable<Integer> {
  @Parameters(paramLabel = "<url>", description = "the log's address, such as https://host/log")
  private String url = "";

  @Option(
      names = "--key",
      required = true,
      paramLabel = "<vkey>",
      description =
          "the log's public key, or a file with it; have it from elsewhere. May be repeated: a"
              + " log that changes its key has several, and any of them counts")
  private List<String> keys = List.of();

  @Option(
      names = "--state",
      required = true,
      paramLabel = "<file>",
      description =
          "keeps the checkpoint seen last; the evidence of a fork is put beside it, as"
              + " <file>.forked")
  private Path state = Path.of("");

  @Option(names = "--once", description = "look once")
  private boolean once;

  @Option(
      names = "--interval",
      paramLabel = "<s>",
      defaultValue = "10",
      description = "seconds between two looks (default: ${DEFAULT-VALUE})")
  private long intervalSeconds;

  @Option(names = "--token-file", paramLabel = "<file>", description = "a bearer token for the log")
  private @Nullable Path tokenFile;

  @Option(names = "--json", description = "answer in JSON, a line a look")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (intervalSeconds < 1 || intervalSeconds > 86_400) {
      throw new ParameterException(spec.commandLine(), "--interval: 1 to 86400 seconds");
    }
    List<VerifierKey> log = Keys.ofLog(keys, "--key");
    try (var client = new LogClient(url, Optional.ofNullable(tokenFile))) {
      var follower = new Follower(client, log, new StateFile(state));
      while (true) {
        Optional<Integer> end = look(follower);
        if (end.isPresent()) {
          return end.get();
        }
        Thread.sleep(1000 * intervalSeconds);
      }
    }
  }

  /** Answers the exit code where this look was the last. */
  private Optional<Integer> look(Follower follower) {
    try {
      Follower.Seen seen = follower.look();
      tell(spec.commandLine().getOut(), seen);
      if (seen instanceof Follower.Seen.Forked) {
        return Optional.of(ExitCode.FORK);
      }
      return once ? Optional.of(ExitCode.VERIFIED) : Optional.empty();
    } catch (Trouble trouble) {
      if (once || trouble.exitCode() != ExitCode.UNREACHABLE) {
        throw trouble;
      }
      spec.commandLine().getErr().println("auditor: " + Plain.text(trouble.sentence()));
      return Optional.empty();
    }
  }

  private void tell(PrintWriter out, Follower.Seen seen) {
    out.println(json ? JsonWriter.text(inJson(seen)) : Plain.text(inWords(seen)));
  }

  private static String inWords(Follower.Seen seen) {
    return switch (seen) {
      case Follower.Seen.First(var head) -> "first checkpoint kept: " + words(head);
      case Follower.Seen.Consistent(var before, var head) when before.equals(head) ->
          "unchanged: " + words(head);
      case Follower.Seen.Consistent(var before, var head) ->
          "grown by " + (head.size() - before.size()) + ": " + words(head);
      case Follower.Seen.Forked(var before, var head, var says, var evidence) ->
          "FORK: "
              + says
              + "; before: "
              + words(before)
              + "; now: "
              + words(head)
              + "; kept as evidence: "
              + evidence;
    };
  }

  private static JsonObject inJson(Follower.Seen seen) {
    return switch (seen) {
      case Follower.Seen.First(var head) -> json("first", head).build();
      case Follower.Seen.Consistent(var before, var head) ->
          json("consistent", head).put("grownBy", head.size() - before.size()).build();
      case Follower.Seen.Forked(var before, var head, var says, var evidence) ->
          json("forked", head)
              .put("says", says)
              .put("sizeBefore", before.size())
              .put("rootBefore", before.root().hex())
              .put("evidence", evidence.toString())
              .build();
    };
  }

  private static JsonObject.Builder json(String outcome, TreeHead head) {
    return JsonObject.builder()
        .put("outcome", outcome)
        .put("size", head.size())
        .put("root", head.root().hex());
  }

  private static String words(TreeHead head) {
    return "size " + head.size() + ", root " + head.root().hex();
  }
}
