package dev.consentledger.kernel.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of one event's sealed part: HKDF-SHA-256 (RFC 5869) of the subject's data key, with the
 * event's id as info. Handing it to an auditor opens that event and no other.
 *
 * <p>A box is a 12-byte nonce followed by AES-256-GCM's output, with the event's id, type and
 * stream as associated data.
 */
public final class EventKey {
  public static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE =
      "consentledger.dev/sealed/v1\0".getBytes(StandardCharsets.US_ASCII);

  private final SecretKey key;

  private EventKey(SecretKey key) {
    this.key = key;
  }

  public static EventKey ofBytes(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("an event key has " + KEY_BYTES + " bytes");
    }
    return new EventKey(new SecretKeySpec(key, "AES"));
  }

  /** Derives the key of the event from the 32-byte data key of its subject. */
  public static EventKey derive(byte[] subjectDataKey, EventId event) {
    if (subjectDataKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("a subject's data key has " + KEY_BYTES + " bytes");
    }
    byte[] info =
        ByteBuffer.allocate(PURPOSE.length + 16)
            .put(PURPOSE)
            .putLong(event.value().getMostSignificantBits())
            .putLong(event.value().getLeastSignificantBits())
            .array();
    try {
      AlgorithmParameterSpec parameters =
          HKDFParameterSpec.ofExtract()
              .addIKM(new SecretKeySpec(subjectDataKey, "HKDF"))
              .thenExpand(info, KEY_BYTES);
      return new EventKey(KDF.getInstance("HKDF-SHA256").deriveKey("AES", parameters));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 failed", e);
    }
  }

  public byte[] bytes() {
    return key.getEncoded();
  }

  public byte[] seal(Seal.SealedFor what, byte[] plain, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, what).doFinal(plain);
      return ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM failed", e);
    }
  }

  /**
   * Opens the box; throws {@link EntryException} where box, key and event do not belong together.
   */
  public byte[] open(Seal.SealedFor what, byte[] box) {
    if (box.length < NONCE_BYTES + TAG_BITS / 8) {
      throw new EntryException("the sealed part of event " + what.id() + " is too short");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(box, NONCE_BYTES), what)
          .doFinal(box, NONCE_BYTES, box.length - NONCE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new EntryException("the sealed part of event " + what.id() + " does not open", e);
    }
  }

  private Cipher cipher(int mode, byte[] nonce, Seal.SealedFor what)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    String associated = what.id() + "\n" + what.type() + "\n" + what.stream();
    cipher.updateAAD(associated.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  @Override
  public String toString() {
    return "EventKey(never printed)";
  }
}
