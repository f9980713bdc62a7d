package dev.consentledger.gateway.routes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;

/** Where the services are, and how the gateway holds its connections to them. */
@ConfigMapping(prefix = "consentledger.routes")
interface RouteSettings {

  /**
   * Base addresses of consent-service's instances, with commas between them: {@code
   * http[s]://host[:port]}, no path. One is enough where it stands for all of them, as a Kubernetes
   * service's name does.
   */
  List<URI> consent();

  /** Base addresses of matching-service's instances, likewise. */
  List<URI> matching();

  /** How long a request may wait for a connection, new or from the pool. */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  Duration connectTimeout();

  /** Connections to one service. A stream (SSE, members, a list) holds one while it lasts. */
  @WithDefault("256")
  @Min(1)
  int connectionsMax();

  /** Requests that may wait for a connection to one service; more are refused at once. */
  @WithDefault("1024")
  @Min(0)
  int waitingMax();

  /** How long a connection is kept for the next request. Shorter than the services keep it. */
  @WithDefault("30s")
  @DurationMin(millis = 1)
  Duration keepAlive();

  /**
   * What {@code Retry-After} says when a service can't be reached, and for how long an address that
   * could not be reached comes last.
   */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  Duration retryAfter();

  /** How long a service may take to say that it lives, when readiness asks. */
  @WithDefault("2s")
  @DurationMin(millis = 1)
  Duration healthTimeout();
}
