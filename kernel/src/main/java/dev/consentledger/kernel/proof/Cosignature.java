package dev.consentledger.kernel.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** That a witness had seen a tree grow up to a checkpoint, verified (C2SP tlog-cosignature). */
public record Cosignature(VerifierKey witness, Instant time) {
  private static final int BYTES = Long.BYTES + Ed25519.SIGNATURE_BYTES;

  /** The Ed25519 signed message: two lines, then the checkpoint's whole text. */
  static byte[] message(String noteText, long seconds) {
    if (seconds < 0) {
      throw new ProofException("a cosignature's time is out of range");
    }
    return ("cosignature/v1\ntime " + seconds + "\n" + noteText).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads {@code timestamped_signature}; throws unless it is the witness's for this text. */
  static Cosignature verified(VerifierKey witness, String noteText, NoteSignature line) {
    byte[] timestamped = line.signature();
    if (timestamped.length != BYTES) {
      throw new ProofException("a cosignature has not " + BYTES + " bytes");
    }
    long seconds = ByteBuffer.wrap(timestamped).getLong();
    byte[] signature = Arrays.copyOfRange(timestamped, Long.BYTES, BYTES);
    if (seconds > Instant.MAX.getEpochSecond()
        || !Ed25519.verifies(witness.key(), message(noteText, seconds), signature)) {
      throw new ProofException("the cosignature of " + witness.name() + " does not verify");
    }
    return new Cosignature(witness, Instant.ofEpochSecond(seconds));
  }
}
