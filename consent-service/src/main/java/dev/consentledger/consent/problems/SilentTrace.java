package dev.consentledger.consent.problems;

/**
 * A failure as classes and places, without any message: a driver's message may quote a row, and
 * with it an account id.
 */
final class SilentTrace {
  private static final int CAUSES_MAX = 5;
  private static final int FRAMES_MAX = 12;

  private SilentTrace() {}

  static String of(Throwable failure) {
    var trace = new StringBuilder();
    Throwable cause = failure;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++, cause = cause.getCause()) {
      trace.append(i == 0 ? "" : "\n  caused by ").append(cause.getClass().getName());
      StackTraceElement[] frames = cause.getStackTrace();
      for (int frame = 0; frame < Math.min(FRAMES_MAX, frames.length); frame++) {
        trace.append("\n    at ").append(frames[frame]);
      }
    }
    return trace.toString();
  }
}
