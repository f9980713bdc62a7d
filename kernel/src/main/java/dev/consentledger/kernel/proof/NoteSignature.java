package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/**
 * One signature line of a note (C2SP signed-note): {@code — <name> base64(key id ‖ signature)}. By
 * itself it proves nothing; see {@link SignedNote#verify}.
 */
public final class NoteSignature {
  private static final String PREFIX = "\u2014 ";

  private final String name;
  private final int keyId;
  private final byte[] signature;

  NoteSignature(String name, int keyId, byte[] signature) {
    this.name = KeyName.checked(name);
    this.keyId = keyId;
    this.signature = signature;
  }

  /** Reads the line, without its newline. */
  public static NoteSignature parse(String line) {
    int space = line.lastIndexOf(' ');
    if (!line.startsWith(PREFIX) || space < PREFIX.length()) {
      throw new ProofException("not a signature line");
    }
    byte[] idAndSignature = CanonicalText.base64(line.substring(space + 1), "a signature");
    if (idAndSignature.length <= Integer.BYTES) {
      throw new ProofException("a signature is too short");
    }
    return new NoteSignature(
        line.substring(PREFIX.length(), space),
        ByteBuffer.wrap(idAndSignature).getInt(),
        Arrays.copyOfRange(idAndSignature, Integer.BYTES, idAndSignature.length));
  }

  public String name() {
    return name;
  }

  public int keyId() {
    return keyId;
  }

  byte[] signature() {
    return signature;
  }

  boolean isBy(VerifierKey key) {
    return keyId == key.id() && name.equals(key.name());
  }

  /** The line, without its newline. */
  public String line() {
    byte[] idAndSignature =
        ByteBuffer.allocate(Integer.BYTES + signature.length).putInt(keyId).put(signature).array();
    return PREFIX + name + " " + Base64.getEncoder().encodeToString(idAndSignature);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NoteSignature that && line().equals(that.line());
  }

  @Override
  public int hashCode() {
    return line().hashCode();
  }

  @Override
  public String toString() {
    return line();
  }
}
