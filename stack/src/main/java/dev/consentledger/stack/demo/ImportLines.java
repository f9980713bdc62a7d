package dev.consentledger.stack.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.consentledger.kernel.purpose.Purpose;

/** Writes made-up accounts as lines of {@code POST /v1/accounts:import}. */
final class ImportLines {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ImportLines() {}

  /**
   * @param granted whether the holder's grant is in it, if there is one
   */
  static String of(
      MadeUpAccount account, MadeUpContactPoint contactPoint, Notices notices, boolean granted) {
    ObjectNode line = JSON.objectNode();
    line.put("account", account.id());
    line.put("contactPoint", contactPoint.id());
    line.put("kind", contactPoint.isPhone() ? "phone" : "email");
    line.put("value", contactPoint.value());
    line.putArray("collectedFor").add(contactPoint.collectedFor());
    line.set("notice", notices.collectedUnder(contactPoint));
    ArrayNode grants = line.putArray("grants");
    if (contactPoint.permitted() && granted) {
      ObjectNode grant = grants.addObject();
      grant.put("purpose", Purpose.LIST_MATCHING.code());
      grant.set("notice", notices.grantedUnder(account));
      grant.put("context", "settings.advertising");
      grant.put("method", "toggle");
      grant.put("legalBasis", "consent");
    }
    return line.toString();
  }
}
