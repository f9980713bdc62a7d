package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A text with its signatures (C2SP signed-note). The text of a note that was only read says
 * nothing; {@link #verify} and {@link #cosignatures} say by whom it is signed.
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
  /** The specification asks for 16 at least. */
  public static final int SIGNATURES_MAX = 100;

  /** Enough for any checkpoint; a bound on what a stranger can make us parse. */
  public static final int BYTES_MAX = 1_000_000;

  public SignedNote {
    checkedText(text);
    signatures = List.copyOf(signatures);
    if (signatures.isEmpty() || signatures.size() > SIGNATURES_MAX) {
      throw new ProofException("a note has 1 to " + SIGNATURES_MAX + " signatures");
    }
  }

  static String checkedText(String text) {
    if (!text.endsWith("\n")) {
      throw new ProofException("a note's text does not end with a newline");
    }
    if (text.chars().anyMatch(c -> c < 0x20 && c != '\n')) {
      throw new ProofException("a note holds a control character");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new ProofException("a note is not UTF-8");
    }
    return text;
  }

  public static SignedNote parse(byte[] utf8) {
    if (utf8.length > BYTES_MAX) {
      throw new ProofException("a note has at most " + BYTES_MAX + " bytes");
    }
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new ProofException("a note is not UTF-8", e);
    }
  }

  /** Reads {@code <text>\n<signature lines>}; the last empty line separates the two. */
  public static SignedNote parse(String note) {
    int separator = note.lastIndexOf("\n\n");
    if (note.length() > BYTES_MAX || separator < 0) {
      throw new ProofException("a note has no empty line before its signatures");
    }
    List<String> lines = CanonicalText.lines(note.substring(separator + 2), "a note");
    return new SignedNote(
        note.substring(0, separator + 1), lines.stream().map(NoteSignature::parse).toList());
  }

  /** The note with one more signature, as when a witness has cosigned it. */
  public SignedNote with(NoteSignature signature) {
    var more = new ArrayList<>(signatures);
    more.add(signature);
    return new SignedNote(text, more);
  }

  /**
   * Throws {@link ProofException} unless the key, of type Ed25519, signed the text. Lines of other
   * keys are ignored, also where they share the name or the id.
   */
  public void verify(VerifierKey key) {
    if (key.type() != KeyType.ED25519) {
      throw new IllegalArgumentException("a log's key has the type " + KeyType.ED25519);
    }
    List<NoteSignature> own = signatures.stream().filter(line -> line.isBy(key)).toList();
    if (own.isEmpty()) {
      throw new ProofException("the note is not signed by " + key.name());
    }
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    for (NoteSignature line : own) {
      if (!Ed25519.verifies(key.key(), message, line.signature())) {
        throw new ProofException("the signature of " + key.name() + " does not verify");
      }
    }
  }

  /**
   * The keys of one log that signed the text, at least one: a log that changes its key signs with
   * both for a while. Throws {@link ProofException} where none of them signed, or a line of one
   * does not verify.
   */
  public List<VerifierKey> verify(List<VerifierKey> keys) {
    List<VerifierKey> signed =
        keys.stream().filter(key -> signatures.stream().anyMatch(line -> line.isBy(key))).toList();
    if (signed.isEmpty()) {
      throw new ProofException(
          "the note is not signed by "
              + (keys.isEmpty() ? "anybody who is trusted" : keys.getFirst().name()));
    }
    signed.forEach(this::verify);
    return signed;
  }

  /**
   * The verified cosignatures of the given witnesses, at most one each; a line of theirs that does
   * not verify throws. How many are enough is the caller's policy.
   */
  public List<Cosignature> cosignatures(List<VerifierKey> witnesses) {
    var verified = new ArrayList<Cosignature>();
    for (VerifierKey witness : witnesses) {
      if (witness.type() != KeyType.COSIGNATURE_V1) {
        throw new IllegalArgumentException("a witness's key has type " + KeyType.COSIGNATURE_V1);
      }
      signatures.stream()
          .filter(line -> line.isBy(witness))
          .map(line -> Cosignature.verified(witness, text, line))
          .reduce((first, second) -> second.time().isAfter(first.time()) ? second : first)
          .ifPresent(verified::add);
    }
    return verified;
  }

  /** The note as it is stored and served. */
  public String encode() {
    var note = new StringBuilder(text).append('\n');
    signatures.forEach(line -> note.append(line.line()).append('\n'));
    return note.toString();
  }
}
