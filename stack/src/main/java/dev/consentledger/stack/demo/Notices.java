package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consentledger.stack.Role;
import java.util.HexFormat;

/**
 * The texts that the made-up people saw. Most granted under one that stands. Some granted under one
 * that was reworded, and did not say what happens: each story gets a version of its own of that
 * one, since it ends with its being invalidated, and nothing brings a version back.
 */
record Notices(String rewordedVersion) {
  static final String REWORDED = "list-matching-reworded";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SECURITY_TEXT =
      "We use this number to send you a code when you log in, and for nothing else.";
  private static final String CONTACT_TEXT =
      "We use this to tell you what happens in your account.";
  private static final String ADVERTISING_TEXT =
      "Advertisers who already know you may reach you here, until you say no.";
  private static final String REWORDED_TEXT =
      "Get more out of your account: keep this switched on.";

  /** Registers every text. */
  static Notices register(Gateway gateway) {
    String notice = "/v1/notices/" + REWORDED;
    int earlier =
        gateway.find(Role.READER, notice).stream()
            .mapToInt(versions -> versions.path("versions").size())
            .sum();
    var notices = new Notices(Integer.toString(earlier + 1));
    register(gateway, "two-factor", "1", SECURITY_TEXT);
    register(gateway, "contact", "1", CONTACT_TEXT);
    register(gateway, "list-matching", "1", ADVERTISING_TEXT);
    register(gateway, REWORDED, notices.rewordedVersion(), REWORDED_TEXT);
    return notices;
  }

  private static void register(Gateway gateway, String id, String version, String text) {
    gateway.put(
        Role.WRITER, path(id, version), JSON.objectNode().put("locale", "en").put("text", text));
  }

  static String path(String id, String version) {
    return "/v1/notices/" + id + "/versions/" + version;
  }

  String rewordedPath() {
    return path(REWORDED, rewordedVersion);
  }

  /** A fifth of the people were shown the reworded text. */
  static boolean isReworded(MadeUpAccount account) {
    return account.id().endsWith("3") || account.id().endsWith("7");
  }

  JsonNode collectedUnder(MadeUpContactPoint contactPoint) {
    return contactPoint.collectedFor().equals(MadeUpContactPoint.TWO_FACTOR)
        ? notice("two-factor", "1", SECURITY_TEXT)
        : notice("contact", "1", CONTACT_TEXT);
  }

  JsonNode grantedUnder(MadeUpAccount account) {
    return isReworded(account)
        ? notice(REWORDED, rewordedVersion, REWORDED_TEXT)
        : notice("list-matching", "1", ADVERTISING_TEXT);
  }

  private static ObjectNode notice(String id, String version, String text) {
    return JSON.objectNode()
        .put("id", id)
        .put("version", version)
        .put("locale", "en")
        .put("sha256", HexFormat.of().formatHex(AdvertiserList.sha256(text)));
  }
}
