package dev.consentledger.kernel.proof;

import java.util.List;

/**
 * A log's tree head as the text of a note (C2SP tlog-checkpoint): origin, size, root, and extension
 * lines, which we never write.
 */
public record Checkpoint(String origin, TreeHead head, List<String> extensions) {
  private static final int LINES_MIN = 3;

  public Checkpoint {
    extensions = List.copyOf(extensions);
    checkLine(origin);
    extensions.forEach(Checkpoint::checkLine);
  }

  public Checkpoint(String origin, TreeHead head) {
    this(origin, head, List.of());
  }

  private static void checkLine(String line) {
    if (line.isEmpty() || line.indexOf('\n') >= 0) {
      throw new ProofException("a checkpoint's lines are not empty");
    }
  }

  /** Reads the text of a note, which proves nothing yet: see {@link #open}. */
  public static Checkpoint parse(String noteText) {
    List<String> lines = CanonicalText.lines(noteText, "a checkpoint");
    if (lines.size() < LINES_MIN) {
      throw new ProofException("a checkpoint has at least three lines");
    }
    long size = CanonicalText.decimal(lines.get(1), "a checkpoint's size");
    Hash root = CanonicalText.hash(lines.get(2), "a checkpoint's root");
    return new Checkpoint(
        lines.getFirst(), new TreeHead(size, root), lines.subList(LINES_MIN, lines.size()));
  }

  /** The checkpoint of a note that the log, named by its key, has signed; throws otherwise. */
  public static Checkpoint open(SignedNote note, VerifierKey log) {
    note.verify(log);
    Checkpoint checkpoint = parse(note.text());
    if (!checkpoint.origin.equals(log.name())) {
      throw new ProofException("the checkpoint is of another log");
    }
    return checkpoint;
  }

  /** The same where the log has changed its key: one of its keys is enough. */
  public static Checkpoint open(SignedNote note, List<VerifierKey> log) {
    return open(note, note.verify(log).getFirst());
  }

  /** Signs this as the log's. */
  public SignedNote sign(SigningKey key) {
    if (!origin.equals(key.verifier().name())) {
      throw new IllegalArgumentException("a log's key has its origin for a name");
    }
    return new SignedNote(text(), List.of(key.sign(text())));
  }

  /** The note's text. */
  public String text() {
    var text = new StringBuilder();
    text.append(origin).append('\n');
    text.append(head.size()).append('\n');
    text.append(head.root().base64()).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
