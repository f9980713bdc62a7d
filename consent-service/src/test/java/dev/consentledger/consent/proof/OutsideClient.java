package dev.consentledger.consent.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A client of C2SP tlog-tiles that shares no code with this project: it was written from the
 * documents, with plain recursion where the kernel is clever.
 */
final class OutsideClient {
  private final Fetch fetch;

  /** Gets a path below the log's prefix. */
  @FunctionalInterface
  interface Fetch {
    byte[] get(String path);
  }

  /** What a verified checkpoint says. */
  record Head(String origin, long size, String root) {}

  OutsideClient(Fetch fetch) {
    this.fetch = fetch;
  }

  /** Fetches the checkpoint and checks the log's signature by its vkey. */
  Head checkpoint(String vkey) {
    String note = new String(fetch.get("checkpoint"), StandardCharsets.UTF_8);
    return opened(note, vkey);
  }

  static Head opened(String note, String vkey) {
    int blank = note.lastIndexOf("\n\n");
    String text = note.substring(0, blank + 1);
    String[] key = vkey.strip().split("\\+", 3);
    byte[] typeAndKey = Base64.getDecoder().decode(key[2]);
    assertThat(typeAndKey[0]).as("Ed25519").isEqualTo((byte) 1);
    byte[] raw = Arrays.copyOfRange(typeAndKey, 1, 33);
    byte[] id = HexFormat.of().parseHex(key[1]);
    boolean isSigned = false;
    for (String line : note.substring(blank + 2).lines().toList()) {
      String[] parts = line.split(" ", 3);
      byte[] idAndSignature = Base64.getDecoder().decode(parts[2]);
      if (parts[0].equals("\u2014")
          && parts[1].equals(key[0])
          && Arrays.equals(Arrays.copyOf(idAndSignature, 4), id)) {
        byte[] signature = Arrays.copyOfRange(idAndSignature, 4, idAndSignature.length);
        assertThat(verifies(raw, text, signature)).as("the log's signature").isTrue();
        isSigned = true;
      }
    }
    assertThat(isSigned).as("a signature by the log").isTrue();
    List<String> lines = text.lines().toList();
    return new Head(lines.get(0), Long.parseLong(lines.get(1)), lines.get(2));
  }

  private static boolean verifies(byte[] raw, String text, byte[] signed) {
    try {
      byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
      byte[] spki = ByteBuffer.allocate(44).put(prefix).put(raw).array();
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.verify(signed);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every entry of the tree, out of its bundles. */
  List<byte[]> entries(long size) {
    var entries = new ArrayList<byte[]>();
    for (long bundle = 0; bundle * 256 < size; bundle++) {
      int width = (int) Math.min(256, size - bundle * 256);
      ByteBuffer bytes = ByteBuffer.wrap(fetch.get("tile/entries/" + path(bundle, width)));
      for (int i = 0; i < width; i++) {
        byte[] entry = new byte[bytes.getShort() & 0xffff];
        bytes.get(entry);
        entries.add(entry);
      }
      assertThat(bytes.hasRemaining()).as("bytes behind a bundle").isFalse();
    }
    return entries;
  }

  /** All hashes of a level, out of its tiles. */
  List<byte[]> level(int level, long size) {
    var hashes = new ArrayList<byte[]>();
    long count = size >> (8 * level);
    for (long tile = 0; tile * 256 < count; tile++) {
      int width = (int) Math.min(256, count - tile * 256);
      byte[] bytes = fetch.get("tile/" + level + "/" + path(tile, width));
      assertThat(bytes).hasSize(32 * width);
      for (int i = 0; i < width; i++) {
        hashes.add(Arrays.copyOfRange(bytes, 32 * i, 32 * i + 32));
      }
    }
    return hashes;
  }

  private static String path(long index, int width) {
    String path = String.format(Locale.ROOT, "%03d", index % 1000);
    for (long rest = index / 1000; rest > 0; rest /= 1000) {
      path = String.format(Locale.ROOT, "x%03d/", rest % 1000) + path;
    }
    return width == 256 ? path : path + ".p/" + width;
  }

  /**
   * Fetches all there is under a checkpoint and checks that the entries hash to the tiles, each
   * level's tiles to the level above, and the leaves to the root.
   */
  List<byte[]> verifyAll(Head head) {
    List<byte[]> entries = entries(head.size());
    List<byte[]> leaves = level(0, head.size());
    for (int i = 0; i < entries.size(); i++) {
      assertThat(leaves.get(i)).as("leaf " + i).isEqualTo(leaf(entries.get(i)));
    }
    List<byte[]> below = leaves;
    for (int level = 1; head.size() >> (8 * level) > 0; level++) {
      List<byte[]> here = level(level, head.size());
      for (int i = 0; i < here.size(); i++) {
        assertThat(here.get(i))
            .as("hash " + i + " of level " + level)
            .isEqualTo(root(below.subList(256 * i, 256 * i + 256)));
      }
      below = here;
    }
    assertThat(base64(root(leaves))).as("the root").isEqualTo(head.root());
    return entries;
  }

  /** RFC 9162 section 2.1.1, as it is written. */
  static byte[] root(List<byte[]> leafHashes) {
    if (leafHashes.isEmpty()) {
      return sha256(new byte[0]);
    }
    if (leafHashes.size() == 1) {
      return leafHashes.getFirst();
    }
    int k = 1;
    while (k * 2 < leafHashes.size()) {
      k *= 2;
    }
    return sha256(
        new byte[] {1},
        root(leafHashes.subList(0, k)),
        root(leafHashes.subList(k, leafHashes.size())));
  }

  static String base64(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }

  static byte[] leaf(byte[] entry) {
    return sha256(new byte[] {0}, entry);
  }

  private static byte[] sha256(byte[]... parts) {
    try {
      var bytes = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        bytes.write(part);
      }
      return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
