package dev.consentledger.stack.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.stack.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Calls the gateway with a role's token; any answer but the wanted one breaks the story. */
final class Gateway {
  private static final Duration CALL_LIMIT = Duration.ofMinutes(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String url;
  private final Function<Role, String> tokens;

  Gateway(String url, Function<Role, String> tokens) {
    this.url = url;
    this.tokens = tokens;
  }

  JsonNode get(Role role, String path) {
    return tree(send(role, "GET", path, "application/json", "", 200).body());
  }

  /** Empty where the answer is 404. */
  List<JsonNode> find(Role role, String path) {
    HttpResponse<String> answer =
        exchange(role, "GET", path, "application/json", BodyPublishers.noBody());
    return answer.statusCode() == 404 ? List.of() : List.of(tree(require(answer, 200).body()));
  }

  JsonNode post(Role role, String path, JsonNode body, int status) {
    return tree(send(role, "POST", path, "application/json", body.toString(), status).body());
  }

  JsonNode put(Role role, String path, JsonNode body) {
    return tree(send(role, "PUT", path, "application/json", body.toString(), 200).body());
  }

  JsonNode upload(Role role, String path, String csv) {
    return tree(send(role, "POST", path, "text/csv", csv, 202).body());
  }

  void delete(Role role, String path) {
    send(role, "DELETE", path, "application/json", "", 200);
  }

  /** An answer's bytes, such as an evidence bundle's. */
  byte[] getBytes(Role role, String path) {
    HttpRequest request = request(role, path, "application/json").GET().build();
    return require(exchange(request, BodyHandlers.ofByteArray()), 200).body();
  }

  String getText(Role role, String path) {
    return send(role, "GET", path, "application/json", "", 200).body();
  }

  /** Lines of account data, which an auditor gets for a reason alone. */
  List<JsonNode> getLines(Role role, String path, String reason) {
    HttpRequest request =
        request(role, path, "application/json").header("Audit-Reason", reason).GET().build();
    return lines(require(exchange(request, BodyHandlers.ofString()), 200));
  }

  /** The lines of an NDJSON answer. */
  List<JsonNode> postLines(Role role, String path, String lines) {
    return lines(send(role, "POST", path, "application/x-ndjson", lines, 200));
  }

  List<JsonNode> getLines(Role role, String path) {
    return lines(send(role, "GET", path, "application/json", "", 200));
  }

  private HttpResponse<String> send(
      Role role, String method, String path, String type, String body, int status) {
    BodyPublisher publisher =
        body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return require(exchange(role, method, path, type, publisher), status);
  }

  private HttpResponse<String> exchange(
      Role role, String method, String path, String type, BodyPublisher body) {
    return exchange(
        request(role, path, type).method(method, body).build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(Role role, String path, String type) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .timeout(CALL_LIMIT)
        .header("Authorization", "Bearer " + tokens.apply(role))
        .header("Content-Type", type);
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> as) {
    try {
      return http.send(request, as);
    } catch (IOException e) {
      throw new StoryBroken(request.method() + " got no answer from the gateway", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoryBroken("interrupted", e);
    }
  }

  private static <T> HttpResponse<T> require(HttpResponse<T> answer, int status) {
    if (answer.statusCode() != status) {
      throw new StoryBroken(
          "%s was answered with %d instead of %d: %s"
              .formatted(answer.request().method(), answer.statusCode(), status, answer.body()));
    }
    return answer;
  }

  private static List<JsonNode> lines(HttpResponse<String> answer) {
    return answer.body().lines().filter(line -> !line.isBlank()).map(Gateway::tree).toList();
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new StoryBroken("an answer is not JSON", e);
    }
  }
}
