package dev.consentledger.matching.projection;

import dev.consentledger.telemetry.TraceContext;
import dev.consentledger.telemetry.Traces;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Ends the traces that records carry: one span each, from a batch's arrival until it counts. */
@Singleton
final class ProjectionSpans {
  private final Traces traces;

  ProjectionSpans(Traces traces) {
    this.traces = traces;
  }

  /** The trace contexts of a batch; most batches carry none. */
  static List<String> of(Iterable<ConsumerRecord<String, String>> records) {
    List<String> carried = new ArrayList<>();
    for (ConsumerRecord<String, String> each : records) {
      Header header = each.headers().lastHeader(TraceContext.HEADER);
      if (header != null && header.value() != null) {
        carried.add(new String(header.value(), StandardCharsets.US_ASCII));
      }
    }
    return carried;
  }

  void applied(List<String> carried, Instant arrived) {
    for (String trace : carried) {
      traces
          .span("project permissions")
          .setSpanKind(SpanKind.CONSUMER)
          .setParent(TraceContext.parse(trace))
          .setStartTimestamp(arrived)
          .startSpan()
          .end();
    }
  }
}
