package dev.consentledger.gateway;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts both services before the gateway, on free ports. */
public final class Services implements QuarkusTestResourceLifecycleManager {

  private static @Nullable Vertx vertx;
  private static @Nullable Service consent;
  private static @Nullable Service matching;

  public static Vertx vertx() {
    return Objects.requireNonNull(vertx);
  }

  public static Service consent() {
    return Objects.requireNonNull(consent);
  }

  public static Service matching() {
    return Objects.requireNonNull(matching);
  }

  public static void forget() {
    consent().forget();
    matching().forget();
  }

  @Override
  public Map<String, String> start() {
    vertx = Vertx.vertx();
    consent = new Service(vertx(), "consent");
    matching = new Service(vertx(), "matching");
    return Map.of(
        "consentledger.routes.consent", consent().address(),
        "consentledger.routes.matching", matching().address());
  }

  @Override
  public void stop() {
    if (vertx != null) {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(20, TimeUnit.SECONDS)
          .join();
    }
  }
}
