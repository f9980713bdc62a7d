package dev.consentledger.gateway.routes;

import io.vertx.core.http.HttpMethod;
import java.util.List;

/** What the table says about a method and a path. */
sealed interface Found {

  record Served(Route route) implements Found {}

  record OtherMethods(List<HttpMethod> allowed) implements Found {}

  record Nothing() implements Found {}
}
