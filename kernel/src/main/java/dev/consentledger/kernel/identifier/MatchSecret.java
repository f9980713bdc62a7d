package dev.consentledger.kernel.identifier;

import dev.consentledger.kernel.event.Digest;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The secret that turns digests into match keys, with its version. Consent-service and
 * matching-service share it; without it a stolen index says nothing about any address or number.
 */
public final class MatchSecret {
  public static final int BYTES_MIN = 32;

  /** Of SHA-256; what RFC 2104 calls B. */
  private static final int BLOCK_BYTES = 64;

  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5c;

  private final int version;

  /** Have hashed the padded key, and hash nothing more: only copies of them do. */
  private final MessageDigest inner;

  private final MessageDigest outer;

  public MatchSecret(int version, byte[] secret) {
    if (secret.length < BYTES_MIN) {
      throw new IllegalArgumentException("a match secret has at least " + BYTES_MIN + " bytes");
    }
    this.version = version;
    byte[] key = secret.length > BLOCK_BYTES ? sha256().digest(secret) : secret;
    this.inner = keyed(key, INNER_PAD);
    this.outer = keyed(key, OUTER_PAD);
  }

  private static MessageDigest keyed(byte[] key, byte pad) {
    byte[] padded = Arrays.copyOf(key, BLOCK_BYTES);
    for (int i = 0; i < BLOCK_BYTES; i++) {
      padded[i] ^= pad;
    }
    MessageDigest digest = sha256();
    digest.update(padded);
    return digest;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  public int version() {
    return version;
  }

  public MatchKey keyOf(Digest digest) {
    return newKeyer().keyOf(digest.bytes());
  }

  /** A keyer for one thread, for those who key millions of digests. */
  public Keyer newKeyer() {
    return new Keyer(inner, outer);
  }

  @Override
  public String toString() {
    return "MatchSecret(version " + version + ", never printed)";
  }

  /**
   * HMAC-SHA-256 as RFC 2104 section 4 suggests it for many short messages under one key: what was
   * hashed of the padded key is copied instead of hashed again, which {@code javax.crypto.Mac} does
   * each time. It bought a third of a digest's time. Not safe for use by several threads.
   */
  public static final class Keyer {
    private static final int DIGEST_BYTES = 32;

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final byte[] hash = new byte[DIGEST_BYTES];
    private final ByteBuffer halves = ByteBuffer.wrap(hash);

    private Keyer(MessageDigest inner, MessageDigest outer) {
      this.inner = inner;
      this.outer = outer;
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
      hash(inner, digests, from);
      hash(outer, hash, 0);
      return new MatchKey(halves.getLong(0), halves.getLong(Long.BYTES));
    }

    private void hash(MessageDigest keyed, byte[] bytes, int from) {
      try {
        var copy = (MessageDigest) keyed.clone();
        copy.update(bytes, from, DIGEST_BYTES);
        copy.digest(hash, 0, DIGEST_BYTES);
      } catch (CloneNotSupportedException | DigestException e) {
        throw new IllegalStateException("the JDK's SHA-256 can be copied, and fits", e);
      }
    }
  }
}
