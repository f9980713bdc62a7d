package dev.consentledger.stack;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What has been started so far, to be stopped last first; safe for use by several threads. A part
 * that comes after the stop began is stopped at once, so that a Ctrl-C in the middle of a start
 * leaves nothing behind.
 */
final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Object closing = new Object();
  private boolean stopping;

  synchronized boolean isStopping() {
    return stopping;
  }

  void add(AutoCloseable part) {
    synchronized (this) {
      if (!stopping) {
        started.push(part);
        return;
      }
    }
    stop(part);
    throw new StackException("the stack is being stopped");
  }

  @Override
  public void close() {
    synchronized (this) {
      stopping = true;
    }
    // A second caller returns when everything has stopped, not before.
    synchronized (closing) {
      for (AutoCloseable part = next(); part != null; part = next()) {
        stop(part);
      }
    }
  }

  private synchronized @Nullable AutoCloseable next() {
    return started.poll();
  }

  /** The rest must still be stopped, so trouble with one part is told and no more. */
  private static void stop(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      System.err.println("While stopping: " + e.getMessage());
    }
  }
}
