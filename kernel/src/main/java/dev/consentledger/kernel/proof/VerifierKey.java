package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A public key by which notes are verified. Its text, the vkey of C2SP signed-note, is {@code
 * <name>+<key id in hex>+<base64 of type and key>}.
 */
public final class VerifierKey {
  private static final int ID_HEX_LENGTH = 8;

  private final String name;
  private final KeyType type;
  private final byte[] raw;
  private final PublicKey key;
  private final int id;

  private VerifierKey(String name, KeyType type, byte[] raw) {
    this.name = KeyName.checked(name);
    this.type = type;
    this.raw = raw;
    this.key = Ed25519.publicKey(raw);
    this.id = idOf(name, type, raw);
  }

  public static VerifierKey of(String name, KeyType type, PublicKey key) {
    return new VerifierKey(name, type, Ed25519.rawOf(key));
  }

  /** Reads a vkey; throws {@link ProofException} where any part disagrees with another. */
  public static VerifierKey parse(String vkey) {
    // The base64 part may itself hold a plus, the name may not.
    String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3) {
      throw new ProofException("a vkey has three parts");
    }
    byte[] typeAndKey = CanonicalText.base64(parts[2], "a vkey's key");
    if (typeAndKey.length != 1 + Ed25519.KEY_BYTES) {
      throw new ProofException("a vkey's key has not 33 bytes");
    }
    byte[] raw = new byte[Ed25519.KEY_BYTES];
    System.arraycopy(typeAndKey, 1, raw, 0, raw.length);
    var parsed = new VerifierKey(parts[0], KeyType.ofCode(typeAndKey[0]), raw);
    if (parts[1].length() != ID_HEX_LENGTH
        || !parts[1].toLowerCase(Locale.ROOT).equals(parsed.idHex())) {
      throw new ProofException("a vkey's id is not that of its name and key");
    }
    return parsed;
  }

  /** SHA-256(name ‖ 0x0A ‖ type ‖ key), its first four bytes. */
  private static int idOf(String name, KeyType type, byte[] raw) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(name.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) '\n');
      sha256.update(type.code());
      return ByteBuffer.wrap(sha256.digest(raw)).getInt();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public String name() {
    return name;
  }

  public KeyType type() {
    return type;
  }

  /** Identifies the key together with its name; short on purpose, and no proof of anything. */
  public int id() {
    return id;
  }

  PublicKey key() {
    return key;
  }

  String idHex() {
    return HexFormat.of().toHexDigits(id);
  }

  /** The vkey. */
  public String text() {
    byte[] typeAndKey = ByteBuffer.allocate(1 + raw.length).put(type.code()).put(raw).array();
    return name + "+" + idHex() + "+" + Base64.getEncoder().encodeToString(typeAndKey);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey verifier && text().equals(verifier.text());
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return text();
  }
}
