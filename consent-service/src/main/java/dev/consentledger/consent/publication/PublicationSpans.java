package dev.consentledger.consent.publication;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.telemetry.Attributes;
import dev.consentledger.telemetry.TraceContext;
import dev.consentledger.telemetry.Traces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** The spans of one batch: one for each record that a sampled entry caused, from send to commit. */
final class PublicationSpans {
  private final Map<Position, Span> spans = new HashMap<>();

  PublicationSpans(Traces traces, Map<Position, String> traceContexts) {
    traceContexts.forEach((position, trace) ->
        spans.put(
            position,
            traces
                .span("publish permissions")
                .setSpanKind(SpanKind.PRODUCER)
                .setParent(TraceContext.parse(trace))
                .setAttribute(Attributes.POSITION, position.value())
                .startSpan()));
  }

  /** For the record at this position; null where no trace goes on. */
  @Nullable Header header(Position position) {
    Span span = spans.get(position);
    String text = span == null ? null : TraceContext.sampledText(span.getSpanContext());
    return text == null
        ? null
        : new RecordHeader(TraceContext.HEADER, text.getBytes(StandardCharsets.US_ASCII));
  }

  void end(boolean committed) {
    for (Span span : spans.values()) {
      if (!committed) {
        span.setStatus(StatusCode.ERROR);
      }
      span.end();
    }
  }
}
