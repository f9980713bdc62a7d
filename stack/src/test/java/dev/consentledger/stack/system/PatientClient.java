package dev.consentledger.stack.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A caller behind a load balancer, who repeats what HTTP says may be repeated and nothing else: an
 * idempotent request whose connection failed or broke, or that was answered 502, 503 or 504.
 */
final class PatientClient {
  private static final Set<Integer> PASSING = Set.of(502, 503, 504);
  private static final Set<String> IDEMPOTENT = Set.of("GET", "PUT", "DELETE");
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final List<String> gateways;
  private final String token;
  private int turn;

  PatientClient(List<String> gateways, String token) {
    this.gateways = gateways;
    this.token = token;
  }

  /** The answer, which may be a refusal; fails where there is none within a limit. */
  HttpResponse<String> send(String method, String path, String body) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    String last = "nothing";
    while (System.nanoTime() < deadline) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(gateways.get(turn++ % gateways.size()) + path))
              .timeout(Duration.ofSeconds(15))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (!PASSING.contains(answer.statusCode()) || !IDEMPOTENT.contains(method)) {
          return answer;
        }
        last = answer.statusCode() + " " + answer.body();
      } catch (IOException e) {
        if (!IDEMPOTENT.contains(method)) {
          throw new AssertionError(method + " " + path, e);
        }
        last = e.toString();
      }
      Thread.sleep(PAUSE);
    }
    throw new AssertionError("no answer to " + method + " in " + LIMIT + "; last: " + last);
  }
}
