package dev.consentledger.gateway.routes;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where one service's instances are. Requests take them in turn; one that could not be reached
 * comes last for a while.
 */
final class Addresses {
  private final List<URI> all;
  private final long avoidNanos;
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<URI, Long> failedAtNanos = new ConcurrentHashMap<>();

  Addresses(String setting, List<URI> all, Duration avoid) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException(setting + " must name at least one address");
    }
    all.forEach(address -> check(setting, address));
    this.all = List.copyOf(all);
    this.avoidNanos = avoid.toNanos();
  }

  private static void check(String setting, URI address) {
    boolean http = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    String path = address.getRawPath();
    if (!http
        || address.getHost() == null
        || address.getRawUserInfo() != null
        || !(path == null || path.isEmpty() || path.equals("/"))) {
      throw new IllegalArgumentException(setting + " must be http[s]://host[:port] without a path");
    }
  }

  List<URI> all() {
    return all;
  }

  /** Each address once, in the order in which a request tries them. */
  List<URI> inTurn() {
    int first = Math.floorMod(turn.getAndIncrement(), all.size());
    long now = System.nanoTime();
    List<URI> order = new ArrayList<>();
    List<URI> avoided = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      URI address = all.get((first + i) % all.size());
      Long failedAt = failedAtNanos.get(address);
      (failedAt != null && now - failedAt < avoidNanos ? avoided : order).add(address);
    }
    order.addAll(avoided);
    return order;
  }

  void failed(URI address) {
    failedAtNanos.put(address, System.nanoTime());
  }

  void reached(URI address) {
    failedAtNanos.remove(address);
  }
}
