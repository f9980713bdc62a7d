package dev.consentledger.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Begins spans. While traces are off they cost nothing and are never sampled: the SDK that is
 * disabled would still make them, sampled, for nobody.
 */
@Singleton
public final class Traces {
  /** For what runs outside a service. */
  public static final Traces OFF = new Traces(noop());

  private final Tracer tracer;

  @Inject
  Traces(Tracer tracer, TracingSettings settings) {
    this(settings.endpoint().isPresent() ? tracer : noop());
  }

  public Traces(Tracer tracer) {
    this.tracer = tracer;
  }

  /**
   * Begins a span.
   *
   * @param name holds no part of a request
   */
  public SpanBuilder span(String name) {
    return tracer.spanBuilder(name);
  }

  private static Tracer noop() {
    return OpenTelemetry.noop().getTracer("off");
  }
}
