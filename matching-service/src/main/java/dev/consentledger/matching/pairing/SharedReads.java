package dev.consentledger.matching.pairing;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A {@link SharedRead} a key, for as long as somebody waits for it. */
final class SharedReads<K, T> {
  private final Function<K, Uni<T>> read;
  private final Map<K, Asked<T>> asked = new HashMap<>();

  SharedReads(Function<K, Uni<T>> read) {
    this.read = read;
  }

  private static final class Asked<T> {
    final SharedRead<T> read;
    int waiting;

    Asked(SharedRead<T> read) {
      this.read = read;
    }
  }

  Uni<T> get(K key) {
    return Uni.createFrom().deferred(() -> begin(key).get().onTermination().invoke(() -> end(key)));
  }

  private synchronized SharedRead<T> begin(K key) {
    Asked<T> one =
        asked.computeIfAbsent(key, _ -> new Asked<>(new SharedRead<>(() -> read.apply(key))));
    one.waiting++;
    return one.read;
  }

  private synchronized void end(K key) {
    asked.computeIfPresent(key, (_, one) -> --one.waiting == 0 ? null : one);
  }

  synchronized int keys() {
    return asked.size();
  }
}
