package dev.consentledger.telemetry;

import io.opentelemetry.api.common.AttributeKey;

/** Every attribute that a span of ours may carry. None can hold a path, an id or an address. */
public final class Attributes {
  public static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");

  /** The route's template, never the path. */
  public static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

  public static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

  /** A problem's name, or {@code broken-off}. */
  public static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  public static final AttributeKey<Long> POSITION = AttributeKey.longKey("consentledger.position");

  private Attributes() {}
}
