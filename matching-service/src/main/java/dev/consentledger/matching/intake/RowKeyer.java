package dev.consentledger.matching.intake;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.IdentifierForms;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import dev.consentledger.kernel.identifier.Normalised;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a row's cells into match keys: a SHA-256 is keyed as it is, anything else in each of its
 * normalised forms. Not safe for use by several threads.
 */
final class RowKeyer {
  /** An address has at most 254 characters; the rest is white space around it. */
  static final int CELL_CHARS_MAX = 1024;

  /** Identifiers of one row; each gives at most two keys, and a block counts keys in one byte. */
  static final int IDENTIFIERS_MAX = 64;

  /** What ListBody makes of malformed bytes: the cell's own text is lost, so it names nobody. */
  private static final char UNDECODABLE = '\ufffd';

  private final MatchSecret.Keyer keyer;

  RowKeyer(MatchSecret secret) {
    this.keyer = secret.newKeyer();
  }

  /** Exactly one of both: keys, sorted and distinct, or the reason why there are none. */
  record Keyed(List<MatchKey> keys, @Nullable Rejection rejection) {}

  Keyed keyed(RawRow row) {
    Rejection broken = row.broken();
    if (broken != null) {
      return new Keyed(List.of(), broken);
    }
    if (row.cells().size() > IDENTIFIERS_MAX) {
      return new Keyed(List.of(), Rejection.TOO_LONG);
    }
    Rejection rejection = Rejection.EMPTY;
    List<MatchKey> keys = new ArrayList<>(2);
    for (Cell cell : row.cells()) {
      if (cell.text().length() > CELL_CHARS_MAX) {
        rejection = Rejection.TOO_LONG;
        continue;
      }
      List<Digest> digests = digests(cell, row.region());
      if (digests.isEmpty() && !cell.text().isBlank() && rejection == Rejection.EMPTY) {
        rejection = Rejection.MALFORMED;
      }
      for (Digest digest : digests) {
        keys.add(keyer.keyOf(digest.bytes()));
      }
    }
    return keys.isEmpty() ? new Keyed(List.of(), rejection) : new Keyed(distinct(keys), null);
  }

  /** The key of a row that is a SHA-256. */
  MatchKey keyed(HashedRows rows, int i) {
    return keyer.keyOf(rows.digests(), i * HashedRows.DIGEST_BYTES);
  }

  /** Whether a headerless column may begin with this cell. */
  static boolean isIdentifier(String text, @Nullable String region) {
    return text.length() <= CELL_CHARS_MAX
        && !digests(new Cell(ColumnKind.ANY, text), region).isEmpty();
  }

  private static List<Digest> digests(Cell cell, @Nullable String region) {
    if (cell.text().indexOf(UNDECODABLE) >= 0) {
      return List.of();
    }
    Optional<Digest> hashed = IdentifierForms.digestOf(cell.text());
    if (hashed.isPresent()) {
      return List.of(hashed.get());
    }
    boolean email =
        switch (cell.kind()) {
          case EMAIL -> true;
          case PHONE -> false;
          case ANY -> cell.text().indexOf('@') >= 0;
          case COUNTRY, IGNORED -> throw new IllegalStateException("holds no identifier");
        };
    return switch (email
        ? IdentifierForms.email(cell.text())
        : IdentifierForms.phone(cell.text(), region)) {
      case Normalised.Forms forms -> forms.digests();
      case Normalised.Rejected _ -> List.of();
    };
  }

  private static List<MatchKey> distinct(List<MatchKey> keys) {
    if (keys.size() == 1) {
      return keys;
    }
    Collections.sort(keys);
    List<MatchKey> distinct = new ArrayList<>(keys.size());
    for (MatchKey key : keys) {
      if (distinct.isEmpty() || !distinct.getLast().equals(key)) {
        distinct.add(key);
      }
    }
    return distinct;
  }
}
