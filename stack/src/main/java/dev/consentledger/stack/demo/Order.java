package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.consentledger.stack.Role;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The order of 2022 as one call: the text that people agreed to did not say what it was for, so
 * nothing that was granted under it counts, and somebody must say who was affected.
 */
final class Order {
  private static final String REASON = "The reworded text hid what the contact data is used for";

  private final Gateway gateway;
  private final Regulator regulator;
  private final PrintStream out;

  Order(Gateway gateway, Regulator regulator, PrintStream out) {
    this.gateway = gateway;
    this.regulator = regulator;
    this.out = out;
  }

  /**
   * @param reworded the ids of the accounts that were shown the reworded text
   */
  void give(Notices notices, List<Built> audiences, Set<String> reworded) {
    say("6. The order of 2022 as one call: the text that a fifth of them saw is invalidated.");
    Map<Built, Set<String>> before = new LinkedHashMap<>();
    audiences.forEach(audience -> before.put(audience, audience.membersNow(gateway)));

    long begun = System.nanoTime();
    JsonNode ordered =
        gateway.post(
            Role.AUDITOR,
            notices.rewordedPath() + ":invalidate",
            JsonNodeFactory.instance.objectNode().put("reason", REASON),
            202);
    say(
        "   Answered in %.0f ms: from position %,d on, nothing that was granted under it counts.",
        millisSince(begun), ordered.path("position").asLong());
    before.forEach((audience, members) -> {
      Set<String> left = audience.membersNow(gateway);
      double millis = millisSince(begun);
      Set<String> expected = new HashSet<>(members);
      expected.removeAll(reworded);
      Built.compare(expected, left);
      say(
          "   \"%s\" shrank by %,d, from %,d to %,d accounts, at the first look, %.0f ms after the"
              + " call began.",
          audience.name(), members.size() - left.size(), members.size(), left.size(), millis);
    });
    whoWasPaired(ordered.path("replay").asText(), audiences, reworded, begun);
    require(
        gateway
            .get(Role.AUDITOR, notices.rewordedPath())
            .path("invalidated")
            .path("published")
            .asBoolean(),
        "the topic does not tell of the invalidation");
    say("   Every audience heard it from one message, and no later grant under that text counts.");
  }

  private void whoWasPaired(
      String replay, List<Built> audiences, Set<String> reworded, long begun) {
    JsonNode impact = regulator.done(replay);
    double seconds = millisSince(begun) / 1000;
    Set<String> affected =
        audiences.stream()
            .flatMap(audience -> audience.members().stream())
            .filter(reworded::contains)
            .collect(Collectors.toSet());
    regulator.compareAccounts(impact, affected);
    say(
        "   \"Who was paired under it?\" Exactly %,d accounts, by name, known %.1f s after the call"
            + " began:",
        affected.size(), seconds);
    for (JsonNode advertiser : impact.path("result").path("advertisers")) {
      say(
          "     %s: %,d accounts, in %d of its audiences",
          advertiser.path("advertiser").asText(),
          advertiser.path("subjects").asLong(),
          advertiser.path("runs").asInt());
    }
    regulator.proveAndShow(impact, "order");
  }

  private void say(String pattern, Object... values) {
    out.printf(Locale.ROOT, pattern + "%n", values);
  }

  private static void require(boolean held, String otherwise) {
    if (!held) {
      throw new StoryBroken(otherwise);
    }
  }

  private static double millisSince(long begun) {
    return (System.nanoTime() - begun) / 1e6;
  }
}
