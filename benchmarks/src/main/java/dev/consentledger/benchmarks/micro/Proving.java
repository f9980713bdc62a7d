package dev.consentledger.benchmarks.micro;

import dev.consentledger.kernel.proof.Hash;
import dev.consentledger.kernel.proof.InclusionProof;
import dev.consentledger.kernel.proof.MerkleTree;
import dev.consentledger.kernel.proof.TileSource;
import dev.consentledger.kernel.proof.TreeAppender;
import dev.consentledger.kernel.proof.TreeHasher;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Hashing an entry of 700 bytes as a leaf, and proving that one is in a tree of a million. */
@State(Scope.Thread)
public class Proving {
  private static final int LEAVES = 1_000_000;
  private static final int ENTRY_BYTES = 700;
  private static final int STEP = 7919;

  private final TreeHasher hasher = new TreeHasher();
  private final byte[] entry = new byte[ENTRY_BYTES];
  private MessageDigest sha256 = sha256();
  private MerkleTree tree = new MerkleTree(0, TileSource.of(Map.of()));
  private int index;

  @Setup
  public void grow() {
    var appender = new TreeAppender();
    byte[] leaf = new byte[Integer.BYTES];
    for (int i = 0; i < LEAVES; i++) {
      ByteBuffer.wrap(leaf).putInt(i);
      appender.append(leaf);
    }
    tree = new MerkleTree(LEAVES, TileSource.of(appender.takeChanged()));
  }

  @Benchmark
  public Hash leafHash() {
    return hasher.leaf(entry);
  }

  /** The limit of the one above. */
  @Benchmark
  public byte[] sha256OfTheSameBytes() {
    return sha256.digest(entry);
  }

  @Benchmark
  public InclusionProof inclusionProof() {
    index = (index + STEP) % LEAVES;
    return tree.inclusionProof(index);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
