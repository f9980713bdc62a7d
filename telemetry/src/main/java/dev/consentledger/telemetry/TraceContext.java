package dev.consentledger.telemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A trace context as text: one W3C {@code traceparent} of 55 characters. {@code tracestate} and
 * baggage are neither read nor written, since anything could stand in them.
 */
public final class TraceContext {
  public static final String HEADER = "traceparent";
  public static final int CHARS_MAX = 55;

  private static final String VERSION = "00";
  private static final TextMapGetter<String> ALONE =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
          return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
          return key.equals(HEADER) ? carrier : null;
        }
      };

  private TraceContext() {}

  /** The context to be a child of: a root where there is none or it is malformed. */
  public static Context parse(@Nullable String traceparent) {
    return traceparent == null || traceparent.length() != CHARS_MAX
        ? Context.root()
        : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, ALONE);
  }

  /** For the next process; null where there is no trace. */
  public static @Nullable String text(SpanContext span) {
    return span.isValid()
        ? String.join(
            "-", VERSION, span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())
        : null;
  }

  /** To be stored: null where the span is not sampled, which is always so while traces are off. */
  public static @Nullable String sampledText(SpanContext span) {
    return span.isSampled() ? text(span) : null;
  }

  /** For log lines: null where the span is not sampled. */
  public static @Nullable String sampledTraceId(SpanContext span) {
    return span.isSampled() ? span.getTraceId() : null;
  }

  /** {@link #sampledText} of the current span. */
  public static @Nullable String current() {
    return sampledText(Span.current().getSpanContext());
  }
}
