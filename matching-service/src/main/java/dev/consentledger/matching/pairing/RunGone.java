package dev.consentledger.matching.pairing;

/** The run was deleted, or another hand changed it: its steps end here. */
final class RunGone extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunGone() {
    super("the run is gone");
  }
}
