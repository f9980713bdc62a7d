package dev.consentledger.gateway.routes;

import dev.consentledger.gateway.problems.Problem;
import dev.consentledger.gateway.problems.ProblemType;
import dev.consentledger.gateway.problems.Refusals;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Hangs the front door into Quarkus' router, after Quarkus' own {@code /q/**}: whatever they don't
 * answer is ours to serve or to refuse.
 */
@Singleton
class Entrance {

  private static final Logger LOG = Logger.getLogger(Entrance.class);

  private final FrontDoor door;
  private final Refusals refusals;

  Entrance(FrontDoor door, Refusals refusals) {
    this.door = door;
    this.refusals = refusals;
  }

  void open(@Observes Router router) {
    router
        .route()
        .order(RouteConstants.ROUTE_ORDER_AFTER_DEFAULT + 1)
        .handler(door::enter)
        .failureHandler(this::failed);
    router.errorHandler(400, this::unreadable);
  }

  private void failed(RoutingContext context) {
    if (context.statusCode() < 500) {
      unreadable(context);
      return;
    }
    Throwable failure = context.failure();
    if (failure != null) {
      LOG.error("A request failed in the gateway", withoutMessage(failure));
    }
    refusals.refuse(
        context,
        Problem.of(
            ProblemType.INTERNAL_ERROR,
            "The gateway failed; give the request id to the operator."));
  }

  /** Messages may repeat the path, and so an account id. */
  private static Throwable withoutMessage(Throwable failure) {
    Throwable told = new Throwable(failure.getClass().getName());
    told.setStackTrace(failure.getStackTrace());
    return told;
  }

  /** What the router itself can't read: no or a wrong Host, a path that is none. */
  private void unreadable(RoutingContext context) {
    refusals.refuse(context, RequestHead.unreadable());
  }
}
