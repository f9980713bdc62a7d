package dev.consentledger.kernel.proof;

/** What a checkpoint says about a tree: how many leaves, and their root. */
public record TreeHead(long size, Hash root) {
  public TreeHead {
    if (size < 0) {
      throw new ProofException("a tree's size is not negative");
    }
    if (size == 0 && !root.equals(new TreeHasher().emptyRoot())) {
      throw new ProofException("an empty tree has another root");
    }
  }
}
