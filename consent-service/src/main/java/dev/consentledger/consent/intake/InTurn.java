package dev.consentledger.consent.intake;

import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Work under the same key is done in the order in which it came; other work side by side. */
final class InTurn {
  private final Map<String, CompletableFuture<Void>> lastOf = new ConcurrentHashMap<>();

  /** The work, which begins when all earlier work under the key has ended, whichever way. */
  <T> Uni<T> after(String key, Uni<T> work) {
    var done = new CompletableFuture<Void>();
    CompletableFuture<Void> before = lastOf.put(key, done);
    Uni<T> turn =
        before == null ? work : Uni.createFrom().completionStage(before).chain(() -> work);
    return turn.onTermination()
        .invoke(() -> {
          lastOf.remove(key, done);
          done.complete(null);
        });
  }
}
