package dev.consentledger.stack.system;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A collector of traces, over OTLP's HTTP form: keeps every span that it is sent. */
final class TraceCollector implements AutoCloseable {
  private static final int OK = 200;

  private final HttpServer server;
  private final List<ExportTraceServiceRequest> requests = new CopyOnWriteArrayList<>();

  /** A span as an operator sees it. */
  record Seen(
      String service,
      String trace,
      String id,
      String parent,
      String name,
      Map<String, String> attributes) {}

  TraceCollector() {
    // Where Protobuf's runtime is older than this code it fails here: the server would swallow it.
    var _ = ExportTraceServiceRequest.getDefaultInstance();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/v1/traces", this::take);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.add(ExportTraceServiceRequest.parseFrom(exchange.getRequestBody().readAllBytes()));
      byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
      exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(OK, answer.length == 0 ? -1 : answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InvalidProtocolBufferException e) {
      exchange.sendResponseHeaders(400, -1);
    }
  }

  List<Seen> spans() {
    return requests.stream()
        .flatMap(request -> request.getResourceSpansList().stream())
        .flatMap(resource ->
            resource.getScopeSpansList().stream()
                .map(ScopeSpans::getSpansList)
                .flatMap(List::stream)
                .map(span -> seen(resource, span)))
        .toList();
  }

  List<Seen> trace(String id) {
    return spans().stream().filter(span -> span.trace().equals(id)).toList();
  }

  /** Everything that arrived, in words: resources, names, attributes, events, links. */
  String text() {
    var text = new StringBuilder();
    requests.forEach(text::append);
    return text.toString();
  }

  private static Seen seen(ResourceSpans resource, Span span) {
    HexFormat hex = HexFormat.of();
    return new Seen(
        texts(resource.getResource().getAttributesList()).getOrDefault("service.name", ""),
        hex.formatHex(span.getTraceId().toByteArray()),
        hex.formatHex(span.getSpanId().toByteArray()),
        hex.formatHex(span.getParentSpanId().toByteArray()),
        span.getName(),
        texts(span.getAttributesList()));
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    var texts = new TreeMap<String, String>();
    attributes.forEach(each ->
        texts.put(
            each.getKey(),
            each.getValue().hasStringValue()
                ? each.getValue().getStringValue()
                : Long.toString(each.getValue().getIntValue())));
    return texts;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
