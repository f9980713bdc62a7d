package dev.consentledger.consent.ledger.eventstoredb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What in a stream's metadata lets its entries disappear, or lets others see to that. */
final class Danger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TRUNCATING = List.of("$maxAge", "$maxCount", "$tb");
  private static final String ACL = "$acl";
  private static final String ACL_OF_ALL_STREAMS = "$userStreamAcl";

  /** Writing, deleting, and setting the metadata, by which a stream is truncated. */
  private static final List<String> RIGHTS = List.of("$w", "$d", "$mw");

  private static final String EVERYBODY = "$all";

  private Danger() {}

  /** The field that truncates the stream. */
  static Optional<String> truncation(byte[] metadata) {
    JsonNode fields = read(metadata);
    return TRUNCATING.stream().filter(field -> !fields.path(field).isMissingNode()).findFirst();
  }

  /** The right that everybody has in one stream by its own metadata. */
  static Optional<String> openRight(byte[] metadata) {
    return openIn(read(metadata).path(ACL)).map(right -> ACL + " " + right);
  }

  /**
   * The right that everybody has in every stream without an ACL of its own.
   *
   * @param settings the content of {@code $settings}, empty where there is none: then everybody may
   *     do everything
   */
  static Optional<String> openByDefault(byte[] settings) {
    JsonNode acl = read(settings).path(ACL_OF_ALL_STREAMS);
    return RIGHTS.stream()
        .filter(right -> acl.path(right).isMissingNode() || isOpen(acl.path(right)))
        .findFirst()
        .map(right -> ACL_OF_ALL_STREAMS + " " + right);
  }

  private static Optional<String> openIn(JsonNode acl) {
    return RIGHTS.stream().filter(right -> isOpen(acl.path(right))).findFirst();
  }

  /** A right is given to one name or to several. */
  private static boolean isOpen(JsonNode given) {
    if (given.isArray()) {
      for (JsonNode name : given) {
        if (name.asText().equals(EVERYBODY)) {
          return true;
        }
      }
      return false;
    }
    return given.asText().equals(EVERYBODY);
  }

  /** Metadata that can't be read has no effect on the server. */
  private static JsonNode read(byte[] metadata) {
    try {
      return JSON.readTree(metadata);
    } catch (IOException _) {
      return JSON.createObjectNode();
    }
  }
}
