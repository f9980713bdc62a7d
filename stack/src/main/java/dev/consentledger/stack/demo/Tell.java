package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.stack.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Tells the story to a gateway that somebody else started, in containers for example. Exit code 0
 * when it held, 1 when it did not, 2 when it can't be told.
 */
public final class Tell {
  static final String HELP =
      """
      Tells the story of made-up accounts to a running gateway, and checks every answer.

        --tokens FILE     addresses and a token for each role, as ready.json has them
        --gateway URL     the gateway, where it isn't the one in that file
        --accounts N      make up N accounts (default 5000)
        --evidence DIR    where the regulator's bundles go (default evidence)
        --auditor COMMAND how its reader starts the auditor (default auditor/bin/auditor)
      """;

  /** As the repository has it. */
  public static final String AUDITOR = "auditor/bin/auditor";

  private static final int BROKEN = 1;
  private static final int MISUSED = 2;
  private static final Set<String> OPTIONS =
      Set.of("--tokens", "--gateway", "--accounts", "--evidence", "--auditor");

  private Tell() {}

  public static void main(String[] words) {
    System.exit(tell(words));
  }

  static int tell(String... words) {
    Demo demo;
    try {
      demo = demo(options(words));
    } catch (IllegalArgumentException | IOException e) {
      System.err.println(e.getMessage() + "\n\n" + HELP);
      return MISUSED;
    }
    try {
      demo.tell();
      return 0;
    } catch (StoryBroken e) {
      System.out.println("\nThe story did not hold: " + e.getMessage());
      return BROKEN;
    }
  }

  private static Demo demo(Map<String, String> options) throws IOException {
    JsonNode ready = new ObjectMapper().readTree(Files.readString(Path.of(tokenFile(options))));
    Map<Role, String> tokens = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      tokens.put(role, text(ready.path("tokens").path(role.label()), "a token " + role.label()));
    }
    String gateway = options.getOrDefault("--gateway", ready.path("gateway").asText());
    return new Demo(
        gateway,
        tokens::get,
        Integer.parseInt(options.getOrDefault("--accounts", "5000")),
        Path.of(options.getOrDefault("--evidence", "evidence")),
        options.getOrDefault("--auditor", AUDITOR),
        System.out);
  }

  private static String tokenFile(Map<String, String> options) {
    String file = options.get("--tokens");
    if (file == null) {
      throw new IllegalArgumentException("--tokens is needed");
    }
    return file;
  }

  private static String text(JsonNode node, String what) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException("the file of tokens has not " + what);
    }
    return node.asText();
  }

  private static Map<String, String> options(String... words) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      if (!OPTIONS.contains(words[i]) || i + 1 == words.length) {
        throw new IllegalArgumentException(words[i] + " is unknown or lacks its value");
      }
      options.put(words[i], words[i + 1]);
    }
    return options;
  }
}
