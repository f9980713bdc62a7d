package dev.consentledger.stack.demo;

/** The story did not hold: the message says which part of it. */
public final class StoryBroken extends RuntimeException {
  private static final long serialVersionUID = 1;

  StoryBroken(String message) {
    super(message);
  }

  StoryBroken(String message, Throwable cause) {
    super(message, cause);
  }
}
