package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.consent.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ImportApiTest {
  @TestHTTPResource URI service;

  private final ObjectMapper json = new ObjectMapper();

  @Test
  void each_line_is_answered_and_the_summary_is_last() throws Exception {
    String account = Api.newAccount();

    List<JsonNode> answers =
        upload(
            line(account, "email-1", "a@example.com")
                + "\n"
                + line(account, "email-2", "b@example.com"));

    assertThat(answers).hasSize(3);
    JsonNode summary = answers.getLast().get("summary");
    assertThat(summary.get("lines").asLong()).isEqualTo(2);
    assertThat(summary.get("accepted").asLong()).isEqualTo(2);
    assertThat(summary.get("position").asLong())
        .isEqualTo(byLine(answers).get(2L).get("position").asLong());
    Api.consents(account)
        .body("contactPoints.id", equalTo(List.of("email-1", "email-2")))
        .body("contactPoints[0].grants[0].state", equalTo("active"));
  }

  @Test
  void repeating_an_import_answers_the_same_positions() throws Exception {
    String account = Api.newAccount();
    String lines = line(account, "email-1", "a@example.com") + "\n";
    long first = byLine(upload(lines)).get(1L).get("position").asLong();
    long head = Api.head();

    long second = byLine(upload(lines)).get(1L).get("position").asLong();

    assertThat(second).isEqualTo(first);
    assertThat(Api.head()).isEqualTo(head);
  }

  @Test
  void a_bad_line_is_reported_by_number_and_never_stops_the_rest() throws Exception {
    String account = Api.newAccount();
    String good = line(account, "email-1", "a@example.com");
    String lines =
        String.join(
            "\n",
            good,
            "not json at all",
            "",
            line(account, "email-2", "x".repeat(AccountImport.LINE_BYTES_MAX) + "@example.com"),
            line(account, "email-3", "no address"),
            line(account, "email-4", "d@example.com").replace("settings.ads", "security.login"),
            line(account, "email-1", "other@example.com"),
            good.replace("\"kind\"", "\"knid\""),
            "null",
            line(account, "email-9", "z@example.com"));

    var byLine = byLine(upload(lines));

    assertThat(byLine.keySet()).containsExactly(1L, 2L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(byLine.get(1L).has("position")).isTrue();
    assertThat(problem(byLine.get(2L))).isEqualTo("invalid-request");
    assertThat(problem(byLine.get(4L))).isEqualTo("too-large");
    assertThat(problem(byLine.get(5L))).isEqualTo("invalid-request");
    assertThat(byLine.get(5L).at("/problem/violations/0/field").asText()).isEqualTo("value");
    assertThat(problem(byLine.get(6L))).isEqualTo("bundled-consent");
    assertThat(problem(byLine.get(7L))).isEqualTo("contact-point-differs");
    assertThat(problem(byLine.get(8L))).isEqualTo("invalid-request");
    assertThat(problem(byLine.get(9L))).isEqualTo("invalid-request");
    assertThat(byLine.get(10L).has("position")).isTrue();
    assertThat(byLine.values().toString())
        .doesNotContain("example.com", "not json", "knid", account);
    Api.consents(account).body("contactPoints.id", equalTo(List.of("email-1", "email-9")));
  }

  @Test
  void the_lines_of_one_account_are_done_in_their_order() throws Exception {
    String account = Api.newAccount();
    String lines =
        IntStream.range(0, 100)
            .mapToObj(i -> line(account, "email-" + i, i + "@example.com"))
            .collect(Collectors.joining("\n"));

    var byLine = byLine(upload(lines));

    List<Long> positions =
        byLine.values().stream().map(answer -> answer.get("position").asLong()).toList();
    assertThat(positions).hasSize(100).isSorted();
  }

  @Test
  void an_empty_import_has_only_a_summary() throws Exception {
    List<JsonNode> answers = upload("\n");

    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst().at("/summary/lines").asLong()).isZero();
  }

  /**
   * A client that reads nothing until the sockets are full: nothing of the answer may be lost, and
   * the service must stop to read rather than keep what it can't hand on.
   */
  @Test
  void a_slow_reader_loses_nothing() throws Exception {
    int lines = 20_000;
    String padding = "?".repeat(400);
    try (var socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
      CompletableFuture<Void> upload =
          CompletableFuture.runAsync(() -> sendRubbish(socket, lines, padding));
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      // The first answer is there long before the last line was sent: it is streamed both ways.
      Set<Long> seen = readAnswers(answer);
      upload.get();
      assertThat(seen).hasSize(lines);
    }
  }

  private static void sendRubbish(Socket socket, int lines, String padding) {
    try {
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      String head =
          "POST /v1/accounts:import HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
              + "Authorization: Bearer "
              + Tokens.of(Groups.CONSENT_WRITER)
              + "\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] line = (padding + "\n").getBytes(StandardCharsets.US_ASCII);
      byte[] chunk =
          (Integer.toHexString(line.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < lines; i++) {
        out.write(chunk);
        out.write(line);
        out.write('\r');
        out.write('\n');
      }
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the body line by line; lengths of chunks stand between, and are no JSON. */
  private Set<Long> readAnswers(BufferedReader answer) throws IOException {
    assertThat(answer.readLine()).contains("200");
    var seen = new HashSet<Long>();
    boolean isSummed = false;
    for (String line = answer.readLine(); line != null; line = answer.readLine()) {
      if (line.startsWith("{\"line\"")) {
        seen.add(json.readTree(line).get("line").asLong());
      }
      isSummed |= line.startsWith("{\"summary\"");
    }
    assertThat(isSummed).as("the summary arrived").isTrue();
    return seen;
  }

  private List<JsonNode> upload(String lines) throws IOException {
    String answer =
        Api.upload(Groups.CONSENT_WRITER, lines.getBytes(StandardCharsets.UTF_8))
            .then()
            .statusCode(200)
            .contentType("application/x-ndjson")
            .extract()
            .asString();
    var answers = new ArrayList<JsonNode>();
    for (String line : answer.lines().toList()) {
      if (!line.isBlank()) {
        answers.add(json.readTree(line));
      }
    }
    assertThat(answers.getLast().has("summary")).as(answer).isTrue();
    return answers;
  }

  private static Map<Long, JsonNode> byLine(List<JsonNode> answers) {
    var byLine = new TreeMap<Long, JsonNode>();
    for (JsonNode answer : answers.subList(0, answers.size() - 1)) {
      byLine.put(answer.get("line").asLong(), answer);
    }
    return byLine;
  }

  private static String problem(JsonNode answer) {
    String type = answer.at("/problem/type").asText();
    return type.substring(type.lastIndexOf('/') + 1);
  }

  private static String line(String account, String contactPoint, String address) {
    return """
    {"account":"%s","contactPoint":"%s","kind":"email","value":"%s",\
    "collectedFor":["service.notifications"],"notice":%s,"grants":[\
    {"purpose":"advertising.list_matching","notice":%s,"context":"settings.ads",\
    "method":"toggle","legalBasis":"6(1)(a)"}]}\
    """
        .formatted(account, contactPoint, address, Api.NOTICE, Api.NOTICE);
  }
}
