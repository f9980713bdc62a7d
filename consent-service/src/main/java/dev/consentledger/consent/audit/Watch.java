package dev.consentledger.consent.audit;

/** How far a replay is, and whether it shall go on. Written by its thread, read by others. */
final class Watch {
  private volatile double progress;
  private volatile boolean stopped;

  /** The replay was cancelled, or another instance has it now. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super("the replay was stopped", null, false, false);
    }
  }

  double progress() {
    return progress;
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** A part of the work, from one fraction of the whole to another. */
  Stage stage(double from, double to) {
    return new Stage(from, to);
  }

  /** Tells progress within one part of the work. */
  final class Stage {
    private final double from;
    private final double to;

    private Stage(double from, double to) {
      this.from = from;
      this.to = to;
    }

    /** Throws {@link Stopped} where the replay shall not go on. */
    void at(long done, long of) {
      if (stopped) {
        throw new Stopped();
      }
      double fraction = of <= 0 ? 1 : Math.min(1, (double) done / of);
      progress = Math.max(progress, from + fraction * (to - from));
    }
  }
}
