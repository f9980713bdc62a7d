package dev.consentledger.gateway.routes;

import dev.consentledger.gateway.problems.Refusals;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /}: the route table as JSON, so that it is never out of date. */
final class Landing {

  private static final Buffer ANSWER = answer();

  private Landing() {}

  static boolean isAt(RequestPath path) {
    return path.segments().isEmpty();
  }

  static void answer(RoutingContext context, Refusals refusals) {
    if (!context.request().method().equals(HttpMethod.GET)) {
      refusals.refuse(context, FrontDoor.methodNotAllowed("GET"));
      return;
    }
    context.request().resume();
    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json").end(ANSWER);
  }

  private static Buffer answer() {
    JsonArray calls = new JsonArray();
    for (Route route : RouteTable.ROUTES) {
      calls.add(
          new JsonObject()
              .put("method", route.method().name())
              .put("path", route.template().text())
              .put("groups", new JsonArray(route.access().claims())));
    }
    return new JsonObject()
        .put("service", "Consent Ledger gateway")
        .put("tokens", "Authorization: Bearer <JWT> whose groups hold one of the call's groups")
        .put("calls", calls)
        .toBuffer();
  }
}
