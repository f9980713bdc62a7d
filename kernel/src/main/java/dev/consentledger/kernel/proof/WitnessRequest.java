package dev.consentledger.kernel.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * The body of {@code POST <witness>/add-checkpoint} (C2SP tlog-witness): the size that the witness
 * last cosigned, the proof that the log has only grown since, and the new checkpoint.
 */
public record WitnessRequest(long oldSize, List<Hash> path, SignedNote checkpoint) {
  private static final String OLD = "old ";
  private static final int PATH_MAX = 63;

  public WitnessRequest {
    path = List.copyOf(path);
    if (oldSize < 0) {
      throw new ProofException("a tree's size is not negative");
    }
    if (path.size() > PATH_MAX) {
      throw new ProofException("a witness takes at most " + PATH_MAX + " hashes");
    }
  }

  public static WitnessRequest parse(String body) {
    int separator = body.indexOf("\n\n");
    if (separator < 0 || !body.startsWith(OLD)) {
      throw new ProofException("not a request to a witness");
    }
    List<String> lines = CanonicalText.lines(body.substring(0, separator + 1), "a request");
    var path = new ArrayList<Hash>();
    for (String line : lines.subList(1, lines.size())) {
      path.add(CanonicalText.hash(line, "a hash of the path"));
    }
    return new WitnessRequest(
        CanonicalText.decimal(lines.getFirst().substring(OLD.length()), "the old size"),
        path,
        SignedNote.parse(body.substring(separator + 2)));
  }

  /** Throws {@link ProofException} unless the new checkpoint continues the older tree. */
  public Checkpoint verify(TreeHead older, VerifierKey log) {
    Checkpoint newer = Checkpoint.open(checkpoint, log);
    new ConsistencyProof(oldSize, newer.head().size(), path).verify(older, newer.head());
    return newer;
  }

  public String encode() {
    var body = new StringBuilder(OLD).append(oldSize).append('\n');
    path.forEach(hash -> body.append(hash.base64()).append('\n'));
    return body.append('\n').append(checkpoint.encode()).toString();
  }
}
