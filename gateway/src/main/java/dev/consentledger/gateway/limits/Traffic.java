package dev.consentledger.gateway.limits;

import java.time.Duration;

/** What goes through a route, and so which size and which silence is still right. */
public enum Traffic {
  /** A small request, answered at once. */
  ORDINARY,
  /** A small request with a long answer: NDJSON, SSE, files. */
  ANSWER_STREAM,
  IMPORT,
  LIST;

  public long bodyBytesMax(LimitSettings settings) {
    return switch (this) {
      case ORDINARY, ANSWER_STREAM -> settings.bodyBytesMax().asLongValue();
      case IMPORT -> settings.importBytesMax().asLongValue();
      case LIST -> settings.listBytesMax().asLongValue();
    };
  }

  public Duration idle(LimitSettings settings) {
    return switch (this) {
      case ORDINARY -> settings.idle();
      case ANSWER_STREAM, IMPORT, LIST -> settings.streamIdle();
    };
  }
}
