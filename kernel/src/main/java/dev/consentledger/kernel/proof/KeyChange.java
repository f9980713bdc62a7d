package dev.consentledger.kernel.proof;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A log's word that it changes its key, signed by both: so whoever trusts one of them learns of the
 * other. As a note's text: origin, the words {@code key change}, the old vkey, the new one. No
 * checkpoint reads like that, since its second line is a number.
 */
public record KeyChange(VerifierKey older, VerifierKey newer) {
  private static final String WORDS = "key change";
  private static final int LINES = 4;

  public KeyChange {
    if (!older.name().equals(newer.name()) || older.equals(newer)) {
      throw new ProofException("a key change is from one key of a log to another of the same log");
    }
  }

  public static SignedNote sign(SigningKey older, SigningKey newer) {
    String text = new KeyChange(older.verifier(), newer.verifier()).text();
    return new SignedNote(text, List.of(older.sign(text), newer.sign(text)));
  }

  /** Throws {@link ProofException} unless both keys signed it. */
  public static KeyChange open(SignedNote note) {
    List<String> lines = CanonicalText.lines(note.text(), "a key change");
    if (lines.size() != LINES || !lines.get(1).equals(WORDS)) {
      throw new ProofException("not a key change");
    }
    var change = new KeyChange(VerifierKey.parse(lines.get(2)), VerifierKey.parse(lines.get(3)));
    if (!lines.getFirst().equals(change.older.name())) {
      throw new ProofException("the key change is of another log");
    }
    note.verify(change.older);
    note.verify(change.newer);
    return change;
  }

  /**
   * The keys of a log in the order in which they came: those that led to the current ones, as far
   * as key changes prove it, and the current ones.
   */
  public static List<VerifierKey> everyKey(List<VerifierKey> current, List<KeyChange> changes) {
    Set<VerifierKey> found = new LinkedHashSet<>(current.reversed());
    var ahead = new ArrayList<>(current.reversed());
    while (!ahead.isEmpty()) {
      VerifierKey newer = ahead.removeFirst();
      for (KeyChange change : changes) {
        if (change.newer.equals(newer) && found.add(change.older)) {
          ahead.add(change.older);
        }
      }
    }
    return new ArrayList<>(found).reversed();
  }

  private String text() {
    return String.join("\n", older.name(), WORDS, older.text(), newer.text()) + "\n";
  }
}
