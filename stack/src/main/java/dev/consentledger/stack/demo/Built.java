package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.consentledger.stack.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An audience that an advertiser has built.
 *
 * @param members when it was built
 */
record Built(Role advertiser, String name, String path, String run, Set<String> members) {
  /** Who is in it now. */
  Set<String> membersNow(Gateway gateway) {
    return members(gateway, path);
  }

  static Set<String> members(Gateway gateway, String path) {
    List<JsonNode> lines = gateway.getLines(Role.DELIVERY, path + "/members");
    Set<String> members = new HashSet<>();
    for (JsonNode line : lines) {
      if (!members.add(line.path("account").asText())) {
        throw new StoryBroken("a member was told twice");
      }
    }
    return members;
  }

  /** Throws where others are in it than must be. */
  static void compare(Set<String> expected, Set<String> members) {
    Set<String> tooMany = new HashSet<>(members);
    tooMany.removeAll(expected);
    Set<String> missing = new HashSet<>(expected);
    missing.removeAll(members);
    if (!tooMany.isEmpty() || !missing.isEmpty()) {
      throw new StoryBroken(
          "%d accounts are in the audience that should not be, %d are missing"
              .formatted(tooMany.size(), missing.size()));
    }
  }
}
