package dev.consentledger.kernel.evidence;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.RunId;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.json.JsonWriter;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.EntryBundle;
import dev.consentledger.kernel.proof.SignedNote;
import dev.consentledger.kernel.proof.TileId;
import dev.consentledger.kernel.proof.TlogProof;
import dev.consentledger.kernel.proof.VerifierKey;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes an evidence bundle as it goes, keeping 16 bytes an entry. Blocks: give it a thread of its
 * own. Either {@link #entries} for every entry of the ledger, or {@link #entry} for those that the
 * finding needs; then the runs, and {@link #finish} at the end. A bundle that was not finished is
 * no bundle. Not safe for use by several threads.
 */
public final class BundleWriter implements Closeable {
  private final BundleZip zip;
  private final TreeMap<Long, byte[]> opened = new TreeMap<>();
  private long[] indices = new long[1024];
  private long[] positions = new long[1024];
  private int count;
  private boolean complete;
  private boolean partial;

  /** Closing this closes {@code out}. */
  public BundleWriter(OutputStream out) {
    this.zip = new BundleZip(out);
  }

  /**
   * Adds the next entries of the whole ledger: 256 at a time from index 0, fewer only at its end.
   */
  public void entries(List<LedgerLine> next) throws IOException {
    if (partial || count % TileId.WIDTH != 0) {
      throw new IllegalStateException("entries come 256 at a time, all of them or single ones");
    }
    complete = true;
    zip.file(
        BundleFile.entries(count / TileId.WIDTH),
        EntryBundle.encode(next.stream().map(LedgerLine::bytes).toList()));
    next.forEach(line -> place(count, line.position()));
  }

  /** Adds one entry with its proof under the checkpoint that {@link #finish} gets; in any order. */
  public void entry(long index, LedgerLine line, TlogProof proof) throws IOException {
    if (complete) {
      throw new IllegalStateException("every entry is inside already");
    }
    partial = true;
    zip.file(BundleFile.entry(index), line.bytes());
    zip.file(BundleFile.proof(index), proof.encode().getBytes(StandardCharsets.UTF_8));
    place(index, line.position());
  }

  /** Adds the key (32 bytes) that opens the sealed part of this entry and of no other. */
  public void opened(long index, byte[] eventKey) {
    opened.put(index, eventKey.clone());
  }

  /** A run's pairings, 48 bytes each, in order. Close it before anything else is added. */
  public OutputStream pairings(RunId run) throws IOException {
    return zip.open(BundleFile.pairings(run));
  }

  /** A run's list: its blocks, each behind its length. Close it before anything else is added. */
  public OutputStream list(RunId run) throws IOException {
    return zip.open(BundleFile.list(run));
  }

  /** The subjects of an {@link ImpactFinding}, sorted as the fold answers them. */
  public void subjects(Iterable<SubjectId> sorted) throws IOException {
    try (OutputStream out = zip.open(BundleFile.SUBJECTS)) {
      for (SubjectId subject : sorted) {
        line(out, FindingCheck.subjectLine(subject));
      }
    }
  }

  /** Writes what is left, the manifest last. The finding covers the checkpoint's entries. */
  public void finish(SignedNote checkpoint, VerifierKey log, Instant createdAt, Finding finding)
      throws IOException {
    finish(checkpoint, log, createdAt, finding.json());
  }

  /** The same for a finding that was stored as {@link Finding#json}. */
  public void finish(SignedNote checkpoint, VerifierKey log, Instant createdAt, JsonObject finding)
      throws IOException {
    String kind = finding.string("kind");
    Checkpoint signed = Checkpoint.open(checkpoint, log);
    if (complete && signed.head().size() != count) {
      throw new IllegalStateException("the checkpoint covers another number of entries");
    }
    if (kind.equals(Finding.Kind.IMPACT.code()) && !zip.files().containsKey(BundleFile.SUBJECTS)) {
      throw new IllegalStateException("an impact finding comes with its subjects");
    }
    writePositions();
    try (OutputStream out = zip.open(BundleFile.OPENED)) {
      for (var key : opened.entrySet()) {
        line(
            out,
            JsonObject.builder()
                .put("index", key.getKey())
                .put("eventKey", Base64.getEncoder().encodeToString(key.getValue()))
                .build());
      }
    }
    zip.file(BundleFile.CHECKPOINT, checkpoint.encode().getBytes(StandardCharsets.UTF_8));
    zip.file(BundleFile.FINDING, JsonWriter.bytes(finding));
    boolean isComplete = complete || signed.head().size() == 0;
    zip.file(BundleFile.REPORT, Report.html(finding, signed, isComplete));
    Manifest manifest =
        new Manifest(
            signed.origin(),
            log.text(),
            signed.head().size(),
            kind,
            createdAt,
            isComplete,
            zip.files());
    zip.last(BundleFile.MANIFEST, JsonWriter.bytes(manifest.json()));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }

  private void place(long index, Position position) {
    if (count == indices.length) {
      indices = Arrays.copyOf(indices, 2 * count);
      positions = Arrays.copyOf(positions, 2 * count);
    }
    indices[count] = index;
    positions[count] = position.value();
    count++;
  }

  private void writePositions() throws IOException {
    var sorted = new TreeMap<Long, Long>();
    for (int i = 0; partial && i < count; i++) {
      sorted.put(indices[i], positions[i]);
    }
    try (OutputStream out = zip.open(BundleFile.POSITIONS)) {
      for (var place : sorted.entrySet()) {
        position(out, place.getKey(), place.getValue());
      }
      for (int i = 0; complete && i < count; i++) {
        position(out, indices[i], positions[i]);
      }
    }
  }

  private static void position(OutputStream out, long index, long position) throws IOException {
    line(out, JsonObject.builder().put("index", index).put("position", position).build());
  }

  private static void line(OutputStream out, JsonObject json) throws IOException {
    out.write(JsonWriter.bytes(json));
    out.write('\n');
  }
}
