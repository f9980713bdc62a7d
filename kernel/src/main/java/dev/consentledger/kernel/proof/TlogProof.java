package dev.consentledger.kernel.proof;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A proof that needs nothing beside it but the log's key (C2SP tlog-proof, {@code .tlog-proof}): an
 * entry's index, its inclusion path, and the checkpoint with its signatures.
 *
 * @param extra base64 of opaque data, which nothing authenticates
 * @param path from the leaf's sibling to the root's child
 */
public record TlogProof(
    Optional<String> extra, long index, List<Hash> path, SignedNote checkpoint) {
  private static final String FIRST_LINE = "c2sp.org/tlog-proof@v1";
  private static final String EXTRA = "extra ";
  private static final String INDEX = "index ";

  /** A tree of less than 2^63 leaves has no longer path. */
  private static final int PATH_MAX = 63;

  public TlogProof {
    path = List.copyOf(path);
    extra.ifPresent(data -> CanonicalText.base64(data, "the extra data"));
    if (index < 0) {
      throw new ProofException("an index is not negative");
    }
    if (path.size() > PATH_MAX) {
      throw new ProofException("the inclusion path is too long or too short");
    }
  }

  public static TlogProof of(InclusionProof proof, SignedNote checkpoint) {
    return new TlogProof(Optional.empty(), proof.index(), proof.path(), checkpoint);
  }

  public static TlogProof parse(String text) {
    int separator = text.indexOf("\n\n");
    if (separator < 0) {
      throw new ProofException("a tlog-proof has no empty line before its checkpoint");
    }
    List<String> lines = CanonicalText.lines(text.substring(0, separator + 1), "a tlog-proof");
    if (!lines.getFirst().equals(FIRST_LINE)) {
      throw new ProofException("not a tlog-proof of version 1");
    }
    int at = 1;
    Optional<String> extra = Optional.empty();
    if (at < lines.size() && lines.get(at).startsWith(EXTRA)) {
      extra = Optional.of(lines.get(at++).substring(EXTRA.length()));
    }
    if (at >= lines.size() || !lines.get(at).startsWith(INDEX)) {
      throw new ProofException("a tlog-proof has no index");
    }
    long index = CanonicalText.decimal(lines.get(at++).substring(INDEX.length()), "an index");
    var path = new ArrayList<Hash>();
    for (String line : lines.subList(at, lines.size())) {
      path.add(CanonicalText.hash(line, "a hash of the path"));
    }
    return new TlogProof(extra, index, path, SignedNote.parse(text.substring(separator + 2)));
  }

  /**
   * Throws {@link ProofException} unless the log signed a tree that holds these bytes at this
   * index; returns that tree's checkpoint. Cosignatures are the caller's to demand.
   */
  public Checkpoint verify(byte[] entry, VerifierKey log) {
    return verify(entry, List.of(log));
  }

  /** The same where the log has changed its key. */
  public Checkpoint verify(byte[] entry, List<VerifierKey> log) {
    Checkpoint signed = Checkpoint.open(checkpoint, log);
    new InclusionProof(index, signed.head().size(), path)
        .verify(new TreeHasher().leaf(entry), signed.head());
    return signed;
  }

  public String encode() {
    var text = new StringBuilder(FIRST_LINE).append('\n');
    extra.ifPresent(data -> text.append(EXTRA).append(data).append('\n'));
    text.append(INDEX).append(index).append('\n');
    path.forEach(hash -> text.append(hash.base64()).append('\n'));
    return text.append('\n').append(checkpoint.encode()).toString();
  }

  /** The extra data's bytes. */
  public Optional<byte[]> extraBytes() {
    return extra.map(Base64.getDecoder()::decode);
  }
}
