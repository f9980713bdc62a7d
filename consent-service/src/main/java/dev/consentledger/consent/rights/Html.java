package dev.consentledger.consent.rights;

/**
 * Writes HTML in which every text and every attribute's value is escaped: there is no other way in.
 */
final class Html {
  private final StringBuilder out = new StringBuilder(8_192).append("<!DOCTYPE html>\n");

  /**
   * @param attributes names and values in turn; names are ours and not escaped
   */
  Html open(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
    out.append('>');
    return this;
  }

  Html close(String tag) {
    out.append("</").append(tag).append(">\n");
    return this;
  }

  /** Ends an element within a line: what follows it stays close. */
  Html inlineClose(String tag) {
    out.append("</").append(tag).append('>');
    return this;
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  /** An element that holds a text alone. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** Our own style sheet, as it stands. */
  Html style(String css) {
    out.append("<style>").append(css).append("</style>\n");
    return this;
  }

  String page() {
    return out.toString();
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
