package dev.consentledger.consent.batch;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Leaves the callbacks of streams as they are. Quarkus wraps each of them, so that it finds the
 * request scope and a JTA transaction of where it was made; that took an eighth of an import's CPU
 * time here and a tenth of a grant's. Nothing of ours needs either: what a callback needs of its
 * request is taken before, or kept by Vert.x, on whose context of the request it runs.
 */
@Singleton
final class BareCallbacks {
  void unwrap(@Observes StartupEvent start) {
    Infrastructure.clearInterceptors();
  }
}
