package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.HexFormat;

/** Writes made-up accounts as lines of {@code POST /v1/accounts:import}. */
final class ImportLines {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String SECURITY_TEXT =
      "We use this number to send you a code when you log in, and for nothing else.";
  private static final String CONTACT_TEXT =
      "We use this to tell you what happens in your account.";
  private static final String ADVERTISING_TEXT =
      "Advertisers who already know you may reach you here, until you say no.";

  private ImportLines() {}

  static String of(MadeUpAccount account, MadeUpContactPoint contactPoint) {
    ObjectNode line = JSON.objectNode();
    line.put("account", account.id());
    line.put("contactPoint", contactPoint.id());
    line.put("kind", contactPoint.isPhone() ? "phone" : "email");
    line.put("value", contactPoint.value());
    line.putArray("collectedFor").add(contactPoint.collectedFor());
    boolean security = contactPoint.collectedFor().equals(MadeUpContactPoint.TWO_FACTOR);
    line.set(
        "notice", security ? notice("two-factor", SECURITY_TEXT) : notice("contact", CONTACT_TEXT));
    ArrayNode grants = line.putArray("grants");
    if (contactPoint.permitted()) {
      ObjectNode grant = grants.addObject();
      grant.put("purpose", Purpose.LIST_MATCHING.code());
      grant.set("notice", notice("list-matching", ADVERTISING_TEXT));
      grant.put("context", "settings.advertising");
      grant.put("method", "toggle");
      grant.put("legalBasis", "consent");
    }
    return line.toString();
  }

  private static ObjectNode notice(String id, String text) {
    ObjectNode notice = JSON.objectNode();
    notice.put("id", id);
    notice.put("version", "1");
    notice.put("locale", "en");
    notice.put("sha256", HexFormat.of().formatHex(AdvertiserList.sha256(text)));
    return notice;
  }
}
