package dev.consentledger.kernel.event;

import java.util.Optional;

/** Seals and opens the personal part of one subject's entries. */
public interface Seal {
  /** Opens nothing: what an auditor without keys has, and what is left after an erasure. */
  Seal CLOSED =
      new Seal() {
        @Override
        public byte[] seal(SealedFor what, byte[] plain) {
          throw new IllegalStateException("this seal only reads");
        }

        @Override
        public Optional<byte[]> open(SealedFor what, byte[] box) {
          return Optional.empty();
        }
      };

  byte[] seal(SealedFor what, byte[] plain);

  /** The plain bytes, or empty where the key is gone. A damaged box throws. */
  Optional<byte[]> open(SealedFor what, byte[] box);

  /** What a box belongs to; moved to any other event it does not open. */
  record SealedFor(EventId id, String type, StreamName stream) {}
}
