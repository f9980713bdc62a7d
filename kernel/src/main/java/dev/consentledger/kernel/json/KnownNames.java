package dev.consentledger.kernel.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The names that stand in nearly every entry, so that none of them is made anew for each. A name
 * that is missing here is read all the same.
 */
final class KnownNames {
  private static final List<String> NAMES =
      List.of(
          "specversion",
          "id",
          "source",
          "type",
          "subject",
          "time",
          "sequence",
          "datacontenttype",
          "data",
          "sealed",
          "contactPoint",
          "kind",
          "collectedFor",
          "purpose",
          "notice",
          "version",
          "locale",
          "sha256",
          "context",
          "method",
          "legalBasis",
          "expiresAt",
          "digests",
          "index",
          "position",
          "eventKey",
          "account",
          "grantedAt",
          "matchKeys",
          "contactPoints",
          "matchSecretVersions");

  /** A power of two, wide enough that each name has a slot of its own: a test says so. */
  private static final int SLOTS = 512;

  private static final @Nullable String[] NAME_AT = new String[SLOTS];
  private static final byte[][] BYTES_AT = new byte[SLOTS][];

  static {
    for (String name : NAMES) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      int slot = slot(bytes, 0, bytes.length);
      NAME_AT[slot] = name;
      BYTES_AT[slot] = bytes;
    }
  }

  private KnownNames() {}

  /** The name that these bytes write, or null where it is not one of them. */
  static @Nullable String find(byte[] text, int from, int to) {
    if (from == to) {
      return null;
    }
    int slot = slot(text, from, to);
    String name = NAME_AT[slot];
    return name != null && Arrays.equals(BYTES_AT[slot], 0, name.length(), text, from, to)
        ? name
        : null;
  }

  private static int slot(byte[] text, int from, int to) {
    int mixed = (text[from] * 31 + text[to - 1]) * 31 + text[from + (to - from) / 2] * 7;
    return (mixed * 31 + to - from) & (SLOTS - 1);
  }

  static List<String> names() {
    return NAMES;
  }
}
