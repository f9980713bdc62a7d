package dev.consentledger.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
  private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  private static final String UNSAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

  @Test
  void what_was_read_is_written_again() {
    assertThat(TraceContext.text(read(SAMPLED))).isEqualTo(SAMPLED).hasSize(TraceContext.CHARS_MAX);
    assertThat(TraceContext.text(read(UNSAMPLED))).isEqualTo(UNSAMPLED);
  }

  @Test
  void only_a_sampled_context_is_stored() {
    assertThat(TraceContext.sampledText(read(SAMPLED))).isEqualTo(SAMPLED);
    assertThat(TraceContext.sampledText(read(UNSAMPLED))).isNull();
    assertThat(TraceContext.sampledText(SpanContext.getInvalid())).isNull();
    assertThat(TraceContext.current()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada@example.com",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-ada@example.com"
      })
  void a_malformed_context_is_none(String traceparent) {
    assertThat(read(traceparent).isValid()).isFalse();
  }

  private static SpanContext read(String traceparent) {
    return Span.fromContext(TraceContext.parse(traceparent)).getSpanContext();
  }
}
