package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * The secret half of a {@link VerifierKey}. Its text, {@code PRIVATE+KEY+<name>+<key id>+<base64 of
 * type and secret>}, is that of Go's sumdb/note, so that other logs' tools read our key files.
 */
public final class SigningKey {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final VerifierKey verifier;
  private final PrivateKey key;

  private SigningKey(VerifierKey verifier, PrivateKey key) {
    this.verifier = verifier;
    this.key = key;
  }

  public static SigningKey generate(String name, KeyType type) {
    return of(name, type, Ed25519.generate());
  }

  /** Throws {@link ProofException} where the two halves do not belong together. */
  public static SigningKey of(String name, KeyType type, KeyPair pair) {
    var signing = new SigningKey(VerifierKey.of(name, type, pair.getPublic()), pair.getPrivate());
    byte[] probe = "do both halves belong together?".getBytes(StandardCharsets.UTF_8);
    if (!Ed25519.verifies(pair.getPublic(), probe, Ed25519.sign(pair.getPrivate(), probe))) {
      throw new ProofException("the key's halves do not belong together");
    }
    return signing;
  }

  /** Reads {@link #secretText}. */
  public static SigningKey parse(String text) {
    String[] parts =
        text.startsWith(PREFIX) ? text.substring(PREFIX.length()).split("\\+", 3) : new String[0];
    if (parts.length != 3) {
      throw new ProofException("not the text of a signing key");
    }
    byte[] typeAndSecret = CanonicalText.base64(parts[2], "a signing key's secret");
    if (typeAndSecret.length != 1 + Ed25519.KEY_BYTES) {
      throw new ProofException("a signing key's secret has not 33 bytes");
    }
    byte[] secret = Arrays.copyOfRange(typeAndSecret, 1, typeAndSecret.length);
    SigningKey parsed = of(parts[0], KeyType.ofCode(typeAndSecret[0]), Ed25519.ofSecret(secret));
    if (!parts[1].equals(parsed.verifier.idHex())) {
      throw new ProofException("a signing key's id is not that of its name and key");
    }
    return parsed;
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /** For the key file alone (mode 0600): whoever has this text signs as this key. */
  public String secretText() {
    byte[] typeAndSecret =
        ByteBuffer.allocate(1 + Ed25519.KEY_BYTES)
            .put(verifier.type().code())
            .put(Ed25519.secretOf(key))
            .array();
    String encoded = Base64.getEncoder().encodeToString(typeAndSecret);
    return PREFIX + verifier.name() + "+" + verifier.idHex() + "+" + encoded;
  }

  /** Signs a note's text as a log does. */
  public NoteSignature sign(String noteText) {
    requireType(KeyType.ED25519);
    byte[] message = SignedNote.checkedText(noteText).getBytes(StandardCharsets.UTF_8);
    return new NoteSignature(verifier.name(), verifier.id(), Ed25519.sign(key, message));
  }

  /**
   * Cosigns a checkpoint's text as a witness does: "as of {@code time} this is the largest tree I
   * have seen of this log". Times count in whole seconds.
   */
  public NoteSignature cosign(Checkpoint checkpoint, Instant time) {
    requireType(KeyType.COSIGNATURE_V1);
    long seconds = time.getEpochSecond();
    byte[] signed = Ed25519.sign(key, Cosignature.message(checkpoint.text(), seconds));
    byte[] timestamped =
        ByteBuffer.allocate(Long.BYTES + signed.length).putLong(seconds).put(signed).array();
    return new NoteSignature(verifier.name(), verifier.id(), timestamped);
  }

  private void requireType(KeyType type) {
    if (verifier.type() != type) {
      throw new IllegalStateException("a key of type " + verifier.type() + " does not sign this");
    }
  }

  @Override
  public String toString() {
    return "SigningKey(" + verifier.name() + ", never printed)";
  }
}
