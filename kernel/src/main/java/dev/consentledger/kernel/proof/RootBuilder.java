package dev.consentledger.kernel.proof;

import org.jspecify.annotations.Nullable;

/**
 * Computes a tree's root over leaves pushed in order, keeping one hash a level: at most 63. Not
 * safe for use by several threads.
 */
public final class RootBuilder {
  private static final int LEVELS_MAX = 63;

  private final TreeHasher hasher = new TreeHasher();

  /** At level L the root of the full subtree of 2^L leaves where bit L of the size is set. */
  private final @Nullable Hash[] full = new Hash[LEVELS_MAX];

  private long size;

  /** Appends a leaf by its bytes. */
  public void add(byte[] leaf) {
    addLeafHash(hasher.leaf(leaf));
  }

  /** Appends a leaf by its hash, SHA-256(0x00 ‖ bytes). */
  public void addLeafHash(Hash leafHash) {
    Hash carried = leafHash;
    int level = 0;
    for (Hash left = full[level]; left != null; left = full[level]) {
      carried = hasher.node(left, carried);
      full[level] = null;
      level++;
    }
    full[level] = carried;
    size++;
  }

  /** How many leaves were added. */
  public long size() {
    return size;
  }

  /** The root over all leaves so far (RFC 9162 section 2.1.1); more may be added after it. */
  public Hash root() {
    Hash root = null;
    for (Hash left : full) {
      if (left != null) {
        root = root == null ? left : hasher.node(left, root);
      }
    }
    return root == null ? hasher.emptyRoot() : root;
  }
}
