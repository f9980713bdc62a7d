package dev.consentledger.benchmarks.pairing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * An advertiser's list as a CSV of one column of hex digests. Of five entries three name a contact
 * point of the population, drawn at random, in one of its forms.
 */
public final class ListFile {
  public static final String HEADER = "email_sha256";
  private static final int DIGEST_BYTES = 32;
  private static final long SEED = 20_261_126;

  private ListFile() {}

  /** Whether this entry names somebody. */
  public static boolean isKnown(int entry) {
    return entry % 5 < 3;
  }

  public static int known(int entries) {
    return entries / 5 * 3 + Math.min(entries % 5, 3);
  }

  /** Takes one entry's digest, which is overwritten afterwards. */
  @FunctionalInterface
  public interface EntryVisitor {
    void entry(int number, byte[] digest) throws IOException;
  }

  public static void forEach(Population population, int entries, EntryVisitor visitor)
      throws IOException {
    var random = new SplittableRandom(SEED);
    var digests = new Population.Digests();
    byte[] digest = new byte[DIGEST_BYTES];
    for (int entry = 0; entry < entries; entry++) {
      if (isKnown(entry)) {
        int contactPoint = random.nextInt(population.contactPoints());
        digests.of(contactPoint, random.nextInt(Population.formsOf(contactPoint)), digest);
      } else {
        digests.stranger(entry, digest);
      }
      visitor.entry(entry, digest);
    }
  }

  /** Takes one of the contact points that the list names. */
  @FunctionalInterface
  public interface KnownVisitor {
    void known(int contactPoint) throws IOException;
  }

  /** The contact points that a list of so many entries names, some of them more than once. */
  public static void forEachKnown(Population population, int entries, KnownVisitor visitor)
      throws IOException {
    var random = new SplittableRandom(SEED);
    for (int entry = 0; entry < entries; entry++) {
      if (isKnown(entry)) {
        int contactPoint = random.nextInt(population.contactPoints());
        random.nextInt(Population.formsOf(contactPoint)); // the form, drawn in the same order
        visitor.known(contactPoint);
      }
    }
  }

  public static Path write(Population population, int entries, Path file) throws IOException {
    byte[] line = new byte[2 * DIGEST_BYTES + 1];
    line[2 * DIGEST_BYTES] = '\n';
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      out.write((HEADER + "\n").getBytes(StandardCharsets.US_ASCII));
      forEach(
          population,
          entries,
          (_, digest) -> {
            Hex.put(digest, line, 0);
            out.write(line);
          });
    }
    return file;
  }

  /**
   * A line {@code digest,account} for each digest of the population: what a database is loaded
   * with.
   */
  static void forEachPermitted(Population population, LineSink sink) throws IOException {
    var digests = new Population.Digests();
    byte[] digest = new byte[DIGEST_BYTES];
    for (int contactPoint = 0; contactPoint < population.contactPoints(); contactPoint++) {
      String account = Population.account(population.accountOf(contactPoint));
      for (int form = 0; form < Population.formsOf(contactPoint); form++) {
        digests.of(contactPoint, form, digest);
        sink.line(digest, account);
      }
    }
  }

  /** Takes one digest and its account. */
  @FunctionalInterface
  interface LineSink {
    void line(byte[] digest, String account) throws IOException;
  }
}
