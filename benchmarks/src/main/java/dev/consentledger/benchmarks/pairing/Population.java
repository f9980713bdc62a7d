package dev.consentledger.benchmarks.pairing;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Made-up permitted contact points, told by number alone. Of ten accounts seven hold one and three
 * hold two. Every second contact point has two forms, as a phone number does (with and without
 * {@code +}), so there are 1.5 digests a contact point. A digest is the SHA-256 of numbers, so
 * nobody's identifier is near.
 */
public record Population(int contactPoints) {
  private static final int ACCOUNTS_A_BLOCK = 10;
  private static final int CONTACT_POINTS_A_BLOCK = 13;
  private static final int SINGLES_A_BLOCK = 7;
  private static final long STRANGER = 0x5742_4e47_4552L;
  private static final long KNOWN = 0x4b4e_4f57_4eL;

  public int accounts() {
    return accountOf(contactPoints - 1) + 1;
  }

  /** The account that holds the contact point. */
  public int accountOf(int contactPoint) {
    int rest = contactPoint % CONTACT_POINTS_A_BLOCK;
    return contactPoint / CONTACT_POINTS_A_BLOCK * ACCOUNTS_A_BLOCK
        + (rest < SINGLES_A_BLOCK ? rest : SINGLES_A_BLOCK + (rest - SINGLES_A_BLOCK) / 2);
  }

  public static int formsOf(int contactPoint) {
    return 1 + contactPoint % 2;
  }

  public long digests() {
    return contactPoints + contactPoints / 2L;
  }

  public static String account(int number) {
    return "acc%08d".formatted(number);
  }

  /** Makes digests; for one thread. */
  public static final class Digests {
    private final MessageDigest sha256;
    private final ByteBuffer input = ByteBuffer.allocate(2 * Long.BYTES);

    public Digests() {
      try {
        this.sha256 = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }

    public void of(int contactPoint, int form, byte[] into) {
      digest(KNOWN, contactPoint * 2L + form, into);
    }

    /** Of somebody who is on no account. */
    public void stranger(int number, byte[] into) {
      digest(STRANGER, number, into);
    }

    private void digest(long kind, long number, byte[] into) {
      input.putLong(0, kind).putLong(Long.BYTES, number);
      sha256.update(input.array());
      try {
        sha256.digest(into, 0, into.length);
      } catch (DigestException e) {
        throw new IllegalStateException("a digest has 32 bytes", e);
      }
    }
  }
}
