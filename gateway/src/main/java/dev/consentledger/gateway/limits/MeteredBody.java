package dev.consentledger.gateway.limits;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way through: counts bytes, tells of each movement, keeps back-pressure, and fails
 * when there are more bytes than allowed. All calls come on the request's event loop.
 */
public final class MeteredBody implements ReadStream<Buffer> {

  /** The stream's failure when it is over its limit. */
  public static final class OverLimit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OverLimit() {
      super("over the limit", null, false, false);
    }
  }

  private final ReadStream<Buffer> from;
  private final long bytesMax;
  private final Runnable moved;
  private @Nullable Handler<Throwable> onFailure;
  private long bytes;
  private boolean held;

  public MeteredBody(ReadStream<Buffer> from, long bytesMax, Runnable moved) {
    this.from = from;
    this.bytesMax = bytesMax;
    this.moved = moved;
  }

  public boolean overLimit() {
    return bytes > bytesMax;
  }

  /** Whether the receiver has asked the sender to wait. */
  public boolean held() {
    return held;
  }

  @Override
  public MeteredBody handler(@Nullable Handler<Buffer> handler) {
    from.handler(handler == null ? null : buffer -> pass(buffer, handler));
    return this;
  }

  private void pass(Buffer buffer, Handler<Buffer> handler) {
    if (overLimit()) {
      return;
    }
    moved.run();
    bytes += buffer.length();
    if (!overLimit()) {
      handler.handle(buffer);
    } else if (onFailure != null) {
      onFailure.handle(new OverLimit());
    }
  }

  @Override
  public MeteredBody exceptionHandler(@Nullable Handler<Throwable> handler) {
    onFailure = handler;
    from.exceptionHandler(handler);
    return this;
  }

  @Override
  public MeteredBody endHandler(@Nullable Handler<Void> handler) {
    from.endHandler(
        handler == null
            ? null
            : _ -> {
              moved.run();
              if (!overLimit()) {
                handler.handle(null);
              }
            });
    return this;
  }

  @Override
  public MeteredBody pause() {
    held = true;
    from.pause();
    return this;
  }

  @Override
  public MeteredBody resume() {
    held = false;
    from.resume();
    return this;
  }

  @Override
  public MeteredBody fetch(long amount) {
    held = false;
    from.fetch(amount);
    return this;
  }
}
