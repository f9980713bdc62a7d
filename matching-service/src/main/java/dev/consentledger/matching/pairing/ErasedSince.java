package dev.consentledger.matching.pairing;

import dev.consentledger.kernel.event.Position;

/** Somebody was erased at a position after the one to pair at: it has to be a later one. */
final class ErasedSince extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Position position;

  ErasedSince(Position position) {
    super("an erasure was told since");
    this.position = position;
  }

  Position position() {
    return position;
  }
}
