package dev.consentledger.consent.ledger.eventstoredb;

import dev.consentledger.kernel.event.StreamName;
import java.util.Optional;

/** Which of the store's streams are the ledger's, said as regular expressions to the server. */
final class Streams {
  static final String METADATA_PREFIX = "$$";
  static final String SETTINGS = "$settings";
  static final String ALL = "$all";

  private static final String PREFIXES = "(" + String.join("|", StreamName.PREFIXES) + ")";

  /** The ledger's own streams. */
  static final String OURS = "^" + PREFIXES;

  /** Their metadata, and what says who may do what in all streams. */
  static final String METADATA = "^(\\$\\$" + PREFIXES + "|\\$settings$|\\$\\$\\$all$)";

  private Streams() {}

  /** One stream alone. */
  static String only(String stream) {
    return "^" + escape(stream) + "$";
  }

  /** The server's regular expressions are .NET's, which have no {@code \\Q}. */
  private static String escape(String stream) {
    return stream.replaceAll("([.$^|*+?(){}\\[\\]\\\\])", "\\\\$1");
  }

  static boolean isOurs(String stream) {
    return StreamName.of(stream).isPresent();
  }

  /** The stream that this one is the metadata of. */
  static Optional<String> describedBy(String stream) {
    return stream.startsWith(METADATA_PREFIX)
        ? Optional.of(stream.substring(METADATA_PREFIX.length()))
        : Optional.empty();
  }
}
