package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.EntryHeader;
import dev.consentledger.kernel.event.StreamName;
import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.TreeHead;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Folds every entry of the ledger, in order, into its root and its streams' revisions. Keeps 40 to
 * 80 bytes a stream. Not safe for use by several threads.
 */
public final class LedgerFold {
  private final RootBuilder root = new RootBuilder();
  private final UuidTable entriesOfStream = new UuidTable();
  private final MessageDigest sha256 = sha256();

  /** Adds the next entry's bytes to the tree. */
  public void addLeaf(byte[] entry) {
    root.add(entry);
  }

  /** Adds the next entry by its leaf hash, where the caller needs that hash as well. */
  public void addLeafHash(Hash leaf) {
    root.addLeafHash(leaf);
  }

  /**
   * Adds the next entry's place in its stream. Answers what is wrong with it; the stream goes on
   * from the revision that was found.
   */
  public Optional<String> addRevision(EntryHeader header) {
    UUID stream = idOf(header.stream());
    long before =
        entriesOfStream.put(
            stream.getMostSignificantBits(),
            stream.getLeastSignificantBits(),
            header.revision() + 1);
    long expected = before == UuidTable.ABSENT ? 0 : before;
    return header.revision() == expected
        ? Optional.empty()
        : Optional.of(
            "stream "
                + header.stream()
                + " has revision "
                + header.revision()
                + " where "
                + expected
                + " must follow");
  }

  /** How many leaves were added so far. */
  public long size() {
    return root.size();
  }

  /** Size and root of the leaves added so far. */
  public TreeHead head() {
    return new TreeHead(root.size(), root.root());
  }

  public LedgerFinding finding(List<String> differences) {
    ByteBuffer line = ByteBuffer.allocate(3 * Long.BYTES);
    for (UUID stream : entriesOfStream.sortedKeys()) {
      long high = stream.getMostSignificantBits();
      long low = stream.getLeastSignificantBits();
      line.clear().putLong(high).putLong(low).putLong(entriesOfStream.get(high, low));
      sha256.update(line.array());
    }
    return new LedgerFinding(
        head(), entriesOfStream.size(), HexFormat.of().formatHex(sha256.digest()), differences);
  }

  /** The first 16 bytes of the SHA-256 of its name: names have any length. */
  private UUID idOf(StreamName stream) {
    ByteBuffer hash =
        ByteBuffer.wrap(sha256.digest(stream.value().getBytes(StandardCharsets.UTF_8)));
    return new UUID(hash.getLong(), hash.getLong());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
