package dev.consentledger.stack.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.consentledger.kernel.identifier.MatchSecretFile;
import dev.consentledger.stack.Role;
import dev.consentledger.stack.ServiceName;
import dev.consentledger.stack.Stack;
import dev.consentledger.stack.StackBuilder;
import dev.consentledger.stack.pages.MetricsPage;
import dev.consentledger.stack.pages.MetricsPage.Documented;
import dev.consentledger.stack.system.TraceCollector.Seen;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What an operator sees of a whole life: logs as in a container, every request traced, metrics. It
 * is all there, joined together, and names nobody.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedIT {
  private static final Path FOLDER = Path.of("target/system/observed");
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "http.request.method",
          "http.route",
          "http.response.status_code",
          "error.type",
          "consentledger.position");
  private static final Set<String> INNER_SPANS =
      Set.of("append", "publish permissions", "project permissions", "unrouted");

  private final ObjectMapper json = new ObjectMapper();
  private TraceCollector traces;
  private Stack stack;
  private World world;

  @BeforeAll
  void liveAWholeLife() {
    traces = new TraceCollector();
    StackBuilder builder = Stack.builder(Repository.root(), FOLDER).fresh(true);
    for (ServiceName service : ServiceName.values()) {
      builder
          .setting(service, "quarkus.log.console.json.enabled", "true")
          .setting(service, "consentledger.tracing.endpoint", traces.endpoint())
          .setting(service, "consentledger.tracing.share", "1")
          .setting(service, "quarkus.otel.exporter.otlp.protocol", "http/protobuf")
          .setting(service, "quarkus.otel.bsp.schedule.delay", "100ms");
    }
    stack =
        builder
            .setting(ServiceName.MATCHING, "consentledger.pairing.watch-interval", "200ms")
            .start();
    world = new World(stack);
    new ObservedLife(stack).live();
  }

  @AfterAll
  void stop() {
    stack.close();
    traces.close();
  }

  @Test
  void one_grant_is_one_trace_from_the_gateway_to_the_projection() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String caller = "00f067aa0ba902b7";
    world.register(
        "account-traced-1a2b", "email", "email", "traced@example.com", "service.notifications");

    world
        .as(Role.WRITER)
        .header("traceparent", "00-" + trace + "-" + caller + "-01")
        .contentType("application/json")
        .body(Bodies.grant())
        .put(World.grantPath("account-traced-1a2b", "email"))
        .then()
        .statusCode(200);

    List<Seen> spans =
        Eventually.see("all spans of the grant", () -> traces.trace(trace), all -> all.size() >= 5);
    String route = "PUT /v1/accounts/{account}/contact-points/{contactPoint}/grants/{purpose}";
    Seen gateway = child(spans, caller, "gateway", route);
    Seen consent = child(spans, gateway.id(), "consent-service", route);
    Seen append = child(spans, consent.id(), "consent-service", "append");
    Seen published = child(spans, append.id(), "consent-service", "publish permissions");
    child(spans, published.id(), "matching-service", "project permissions");
    assertThat(spans).hasSize(5);
    assertThat(gateway.attributes()).containsEntry("http.response.status_code", "200");
    assertThat(append.attributes()).containsKey("consentledger.position");
  }

  @Test
  void every_span_is_named_by_a_template_and_has_no_other_attributes() {
    assertThat(traces.spans())
        .isNotEmpty()
        .allSatisfy(span -> {
          assertThat(span.attributes().keySet()).isSubsetOf(ATTRIBUTES);
          if (!INNER_SPANS.contains(span.name())) {
            assertThat(span.name())
                .isEqualTo(
                    span.attributes().get("http.request.method")
                        + " "
                        + span.attributes().get("http.route"));
          }
        });
  }

  @Test
  void nothing_that_an_operator_reads_names_a_person() throws IOException {
    Needles needles = needles();
    Map<String, String> readable = everythingReadable();

    assertThat(needles.size()).isGreaterThan(50);
    assertThat(readable.keySet()).hasSizeGreaterThanOrEqualTo(10);
    readable.forEach((name, text) -> {
      assertThat(text).as(name + " is not empty").isNotBlank();
      assertThat(needles.in(text)).as("found in " + name).isEmpty();
      for (String needle : needles.all()) {
        int middle = text.length() / 2;
        String holding = text.substring(0, middle) + needle + text.substring(middle);
        assertThat(needles.in(holding)).as("the search itself, in " + name).contains(needle);
      }
    });
  }

  @ParameterizedTest
  @EnumSource
  void every_log_line_is_json_and_requests_are_found_by_their_id(ServiceName service)
      throws IOException {
    String id =
        world
            .as(Role.READER)
            .get("/v1/accounts/" + ObservedLife.ALICE + "/consents")
            .header("X-Request-Id");
    List<String> lines =
        Eventually.see(
            "the access line",
            () -> lines(service),
            seen ->
                service != ServiceName.GATEWAY
                    || seen.stream().anyMatch(line -> line.contains(id)));

    assertThat(lines).isNotEmpty();
    for (String line : lines) {
      JsonNode entry = json.readTree(line);
      assertThat(entry.path("timestamp").asText()).as(line).isNotBlank();
      assertThat(entry.path("message").isTextual()).as(line).isTrue();
      assertThat(entry.path("level").asText()).as(line).isNotEqualTo("DEBUG");
    }
    if (service == ServiceName.GATEWAY) {
      JsonNode entry =
          json.readTree(lines.stream().filter(line -> line.contains(id)).findFirst().orElseThrow());
      assertThat(entry.path("mdc").path("requestId").asText()).isEqualTo(id);
      assertThat(entry.path("mdc").path("traceId").asText()).matches("[0-9a-f]{32}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void what_metrics_md_promises_is_shown_and_nothing_else(ServiceName service) {
    Map<String, Documented> promised = MetricsPage.read().of(service.module());

    Map<String, Set<String>> shown = ourMetrics(page(service, "/q/metrics"));

    assertThat(promised).as("documented metrics").isNotEmpty();
    Set<String> always =
        promised.entrySet().stream()
            .filter(each -> !each.getValue().conditional())
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown.keySet()).containsAll(always);
    assertThat(promised.keySet()).as("undocumented ones").containsAll(shown.keySet());
    shown.forEach((name, labels) ->
        assertThat(labels).as("labels of " + name).isEqualTo(promised.get(name).labels()));
  }

  @Test
  void the_gateway_stays_ready_for_withdrawals_while_matching_service_is_away() {
    stack.service(ServiceName.MATCHING).stop();
    try {
      assertThat(stack.service(ServiceName.GATEWAY).isReady()).isTrue();
      assertThat(page(ServiceName.GATEWAY, "/q/health/ready")).contains("\"matching\": false");
      world.withdraw(ObservedLife.ALICE, "email");
    } finally {
      stack.service(ServiceName.MATCHING).start();
      stack.service(ServiceName.MATCHING).awaitReady();
    }
  }

  private static Seen child(List<Seen> spans, String parent, String service, String name) {
    List<Seen> children = spans.stream().filter(span -> span.parent().equals(parent)).toList();
    assertThat(children).as("children of " + parent + " in " + spans).hasSize(1);
    assertThat(children.getFirst().name()).isEqualTo(name);
    assertThat(children.getFirst().service()).isEqualTo(service);
    return children.getFirst();
  }

  private Needles needles() throws IOException {
    var needles =
        new Needles(
            MatchSecretFile.read(
                    FOLDER.resolve("secrets/match-secret"), "consentledger.match-secret-file")
                .newest());
    ObservedLife.ACCOUNTS.forEach(needles::text);
    ObservedLife.EMAILS.forEach(needles::email);
    ObservedLife.PHONES.forEach(needles::phone);
    for (Role role : Role.values()) {
      needles.text(stack.token(role));
    }
    return needles;
  }

  /** Every log of every process, every trace, every page of metrics and health. */
  private Map<String, String> everythingReadable() throws IOException {
    var readable = new LinkedHashMap<String, String>();
    try (Stream<Path> logs = Files.walk(stack.logs())) {
      for (Path log : logs.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        if (!text.isBlank()) {
          readable.put(log.getFileName().toString(), text);
        }
      }
    }
    assertThat(readable.keySet())
        .contains("consent-service.log", "matching-service.log", "gateway.log");
    readable.put("traces", traces.text());
    for (ServiceName service : ServiceName.values()) {
      readable.put("metrics of " + service, page(service, "/q/metrics"));
      readable.put("health of " + service, page(service, "/q/health"));
    }
    return readable;
  }

  private String page(ServiceName service, String path) {
    return RestAssured.given().get(stack.service(service).managementUrl() + path).asString();
  }

  private List<String> lines(ServiceName service) {
    try {
      String text = Files.readString(stack.service(service).log());
      // The process may be in the middle of its last line.
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** By name, with their labels; a histogram's or summary's parts count as one. */
  private static Map<String, Set<String>> ourMetrics(String page) {
    var metrics = new LinkedHashMap<String, Set<String>>();
    page.lines()
        .filter(line -> line.startsWith("consentledger_"))
        // An exemplar, the trace of one measurement, follows some values.
        .map(line -> line.split(" # ", 2)[0])
        .forEach(line -> {
          int end = line.indexOf('{') < 0 ? line.indexOf(' ') : line.indexOf('{');
          String name = line.substring(0, end).replaceAll("_(bucket|count|sum|max)$", "");
          Set<String> labels = metrics.computeIfAbsent(name, _ -> new TreeSet<>());
          if (line.indexOf('{') >= 0) {
            for (String label :
                line.substring(line.indexOf('{') + 1, line.lastIndexOf('}')).split("\",", -1)) {
              String key = label.substring(0, label.indexOf('='));
              if (!key.equals("le")) {
                labels.add(key);
              }
            }
          }
        });
    return metrics;
  }
}
