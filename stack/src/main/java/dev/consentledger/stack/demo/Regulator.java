package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consentledger.kernel.evidence.EvidenceBundle;
import dev.consentledger.kernel.evidence.Trust;
import dev.consentledger.kernel.evidence.Verification;
import dev.consentledger.kernel.proof.VerifierKey;
import dev.consentledger.stack.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The end of the story: somebody who trusts nobody asks what happened, and checks the answers with
 * the log's public key alone.
 */
final class Regulator {
  private static final String REPLAYS = "/v1/audit/replays";
  private static final String REASON = "The story's own audit";
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Gateway gateway;
  private final Path evidence;
  private final String auditor;
  private final PrintStream out;

  /**
   * @param auditor the command that whoever reads the story starts the auditor's tool by
   */
  Regulator(Gateway gateway, Path evidence, String auditor, PrintStream out) {
    this.gateway = gateway;
    this.evidence = evidence;
    this.auditor = auditor;
    this.out = out;
  }

  /** Asks about one run, and who was ever paired by a contact point given for security. */
  void ask(String run) {
    say("5. A regulator asks, and believes nothing but signatures.");
    JsonNode replayed = replay(question("run").put("run", run));
    require(
        replayed.path("result").path("differences").isEmpty(),
        "the replay of the run differs: " + replayed);
    say(
        "   The run is paired again from the ledger alone: the same %,d pairings, the same root.",
        replayed.path("result").path("pairings").asLong());
    prove(replayed, "run", key());

    ObjectNode security = question("impact");
    security.putArray("collectedFor").add(MadeUpContactPoint.TWO_FACTOR);
    JsonNode bySecurity = replay(security);
    require(
        bySecurity.path("result").path("pairings").asLong() == 0,
        "somebody was paired by a number given for security: " + bySecurity);
    say("   \"Who was ever paired by a contact point given for two-factor security?\" Nobody: 0.");
    prove(bySecurity, "security", key());
  }

  /** A key a line: two while the log changes its key. */
  private String key() {
    return gateway.getText(Role.AUDITOR, "/log/vkey").strip();
  }

  /** Checks a replay's evidence, and says how anybody does the same. */
  void proveAndShow(JsonNode replay, String name) {
    Path bundle = prove(replay, name, key());
    say("   Check it yourself:");
    say("     %s verify %s --key '%s'", auditor, shown(bundle), key());
  }

  /** Throws where an impact names others than these accounts. */
  void compareAccounts(JsonNode replay, Set<String> affected) {
    Set<String> accounts =
        gateway.getLines(Role.AUDITOR, path(replay) + "/accounts", REASON).stream()
            .map(line -> line.path("account").asText())
            .collect(Collectors.toSet());
    require(
        accounts.equals(affected)
            && replay.path("result").path("subjects").asLong() == affected.size(),
        "the impact names %d accounts, where %d were paired"
            .formatted(accounts.size(), affected.size()));
  }

  /** Fetches the bundle and checks it as the auditor's command line does. */
  private Path prove(JsonNode replay, String name, String key) {
    try {
      Files.createDirectories(evidence);
      Path file = evidence.resolve(name + ".zip");
      Files.write(file, gateway.getBytes(Role.AUDITOR, path(replay) + "/bundle"));
      try (var bundle = EvidenceBundle.open(file)) {
        Verification verification = Verification.of(bundle, trustIn(key), (_, _, _) -> {});
        require(
            verification.isVerified(),
            "the bundle does not prove it: "
                + verification.failure().map(check -> check.says()).orElse(""));
      }
      say("     proved by %s (%,d KiB)", shown(file), Files.size(file) / 1024);
      return file;
    } catch (IOException e) {
      throw new StoryBroken("a bundle can't be written or read", e);
    }
  }

  static Trust trustIn(String keys) {
    List<VerifierKey> log = keys.lines().map(VerifierKey::parse).toList();
    return new Trust(log, List.of(), Optional.empty(), Optional.empty());
  }

  private static ObjectNode question(String kind) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind).put("reason", REASON);
  }

  private JsonNode replay(ObjectNode question) {
    return done(gateway.post(Role.AUDITOR, REPLAYS, question, 202).path("replay").asText());
  }

  /** Waits for a replay's answer. */
  JsonNode done(String replay) {
    String path = REPLAYS + "/" + replay;
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode seen = gateway.get(Role.AUDITOR, path);
      switch (seen.path("state").asText()) {
        case "done" -> {
          return seen;
        }
        case "failed", "cancelled" -> throw new StoryBroken("the replay failed: " + seen);
        default -> pause();
      }
    }
    throw new StoryBroken("the replay is not done after " + LIMIT.toSeconds() + " s");
  }

  private static String path(JsonNode replay) {
    return REPLAYS + "/" + replay.path("replay").asText();
  }

  /** As somebody in the repository's folder types it. */
  private static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
  }

  private void say(String pattern, Object... values) {
    out.printf(Locale.ROOT, pattern + "%n", values);
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new StoryBroken(otherwise);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoryBroken("interrupted", e);
    }
  }
}
