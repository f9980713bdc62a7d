package dev.consentledger.kernel.identifier;

import dev.consentledger.kernel.event.Digest;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that turns digests into match keys, with its version. Consent-service and
 * matching-service share it; without it a stolen index says nothing about any address or number.
 */
public final class MatchSecret {
  public static final int BYTES_MIN = 32;

  private final int version;
  private final SecretKeySpec key;

  public MatchSecret(int version, byte[] secret) {
    if (secret.length < BYTES_MIN) {
      throw new IllegalArgumentException("a match secret has at least " + BYTES_MIN + " bytes");
    }
    this.version = version;
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  public int version() {
    return version;
  }

  public MatchKey keyOf(Digest digest) {
    return newKeyer().keyOf(digest.bytes());
  }

  /** A keyer for one thread, for those who key millions of digests. */
  public Keyer newKeyer() {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return new Keyer(mac);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "MatchSecret(version " + version + ", never printed)";
  }

  /** Not safe for use by several threads. */
  public static final class Keyer {
    private static final int DIGEST_BYTES = 32;

    private final Mac mac;
    private final byte[] hmac;
    private final ByteBuffer halves;

    private Keyer(Mac mac) {
      this.mac = mac;
      this.hmac = new byte[mac.getMacLength()];
      this.halves = ByteBuffer.wrap(hmac);
    }

    /** The match key of a 32-byte digest. */
    public MatchKey keyOf(byte[] digest) {
      if (digest.length != DIGEST_BYTES) {
        throw new IllegalArgumentException("a digest has 32 bytes");
      }
      return keyOf(digest, 0);
    }

    /** The match key of the digest that begins there. */
    public MatchKey keyOf(byte[] digests, int from) {
      try {
        mac.update(digests, from, DIGEST_BYTES);
        mac.doFinal(hmac, 0);
      } catch (ShortBufferException e) {
        throw new IllegalStateException("there is room for an HMAC", e);
      }
      return new MatchKey(halves.getLong(0), halves.getLong(Long.BYTES));
    }
  }
}
