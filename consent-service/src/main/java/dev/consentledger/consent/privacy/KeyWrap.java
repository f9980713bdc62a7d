package dev.consentledger.consent.privacy;

import dev.consentledger.kernel.event.SubjectId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One version of the key-encryption key. A wrap is a 12-byte nonce and the output of AES-256-GCM
 * (NIST SP 800-38D), with the subject and the version as associated data: moved to another subject
 * or version it does not open. Random nonces bound the wraps under one version to 2³².
 */
final class KeyWrap {
  static final int KEY_BYTES = 32;
  static final int WRAP_BYTES = 60;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE =
      "consentledger.dev/data-key/v1\0".getBytes(StandardCharsets.US_ASCII);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final int version;
  private final SecretKey key;

  KeyWrap(int version, byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key-encryption key has " + KEY_BYTES + " bytes");
    }
    this.version = version;
    this.key = new SecretKeySpec(key, "AES");
  }

  int version() {
    return version;
  }

  WrappedKey wrap(SubjectId subject, byte[] dataKey) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, subject).doFinal(dataKey);
      byte[] wrap = ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
      return new WrappedKey(version, wrap);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  byte[] unwrap(SubjectId subject, WrappedKey wrapped) {
    byte[] wrap = wrapped.bytes();
    if (wrapped.version() != version || wrap.length != WRAP_BYTES) {
      throw new DataKeyUnreadable(subject, wrapped.version());
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrap, NONCE_BYTES), subject)
          .doFinal(wrap, NONCE_BYTES, wrap.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw (DataKeyUnreadable) new DataKeyUnreadable(subject, version).initCause(e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, SubjectId subject) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(
        ByteBuffer.allocate(PURPOSE.length + 20)
            .put(PURPOSE)
            .putLong(subject.value().getMostSignificantBits())
            .putLong(subject.value().getLeastSignificantBits())
            .putInt(version)
            .array());
    return cipher;
  }

  @Override
  public String toString() {
    return "KeyWrap(version " + version + ", never printed)";
  }
}
