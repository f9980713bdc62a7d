package dev.consentledger.kernel.proof;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;

/** The JDK's Ed25519 (RFC 8032), with keys in the 32 bytes that C2SP's formats carry. */
final class Ed25519 {
  static final int KEY_BYTES = 32;
  static final int SIGNATURE_BYTES = 64;
  private static final String NAME = "Ed25519";

  private Ed25519() {}

  static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance(NAME).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /**
   * The key pair of a 32-byte secret. The JDK derives a public key only while it generates a pair,
   * so it gets the secret as the one random draw it makes; that it took exactly this is checked.
   */
  static KeyPair ofSecret(byte[] secret) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(NAME);
      generator.initialize(NamedParameterSpec.ED25519, new OneDraw(secret));
      KeyPair pair = generator.generateKeyPair();
      if (!MessageDigest.isEqual(secretOf(pair.getPrivate()), secret)) {
        throw new IllegalStateException("the JDK made another key than asked for");
      }
      return pair;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  static byte[] secretOf(PrivateKey key) {
    if (key instanceof EdECPrivateKey ed25519) {
      return ed25519.getBytes().orElseThrow(() -> new ProofException("the key can't be read"));
    }
    throw new ProofException("not an Ed25519 key");
  }

  /** RFC 8032 section 5.1.2: y little-endian in 255 bits, the lowest bit of x above it. */
  static byte[] rawOf(PublicKey key) {
    if (!(key instanceof EdECPublicKey ed25519)
        || !ed25519.getParams().getName().equals(NamedParameterSpec.ED25519.getName())) {
      throw new ProofException("not an Ed25519 key");
    }
    byte[] bigEndian = ed25519.getPoint().getY().toByteArray();
    byte[] raw = new byte[KEY_BYTES];
    for (int i = 0; i < Math.min(KEY_BYTES, bigEndian.length); i++) {
      raw[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (ed25519.getPoint().isXOdd()) {
      raw[KEY_BYTES - 1] |= (byte) 0x80;
    }
    return raw;
  }

  /** RFC 8032 section 5.1.3, by the JDK; throws where the bytes are no point on the curve. */
  static PublicKey publicKey(byte[] raw) {
    if (raw.length != KEY_BYTES) {
      throw new ProofException("an Ed25519 key has " + KEY_BYTES + " bytes");
    }
    byte[] bigEndian = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bigEndian[i] = raw[KEY_BYTES - 1 - i];
    }
    boolean xOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    try {
      PublicKey key =
          KeyFactory.getInstance(NAME)
              .generatePublic(
                  new EdECPublicKeySpec(
                      NamedParameterSpec.ED25519,
                      new EdECPoint(xOdd, new BigInteger(1, bigEndian))));
      // The JDK decodes the point only when it verifies; an impossible key shall fail here.
      Signature.getInstance(NAME).initVerify(key);
      return key;
    } catch (GeneralSecurityException e) {
      throw new ProofException("not an Ed25519 key", e);
    }
  }

  static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 failed", e);
    }
  }

  static boolean verifies(PublicKey key, byte[] message, byte[] signed) {
    if (signed.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature signature = Signature.getInstance(NAME);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  /** Yields the secret once and nothing else. */
  private static final class OneDraw extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient byte[] secret;

    OneDraw(byte[] secret) {
      this.secret = secret;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != secret.length) {
        throw new IllegalStateException("the JDK draws another number of bytes than expected");
      }
      System.arraycopy(secret, 0, bytes, 0, bytes.length);
    }
  }
}
