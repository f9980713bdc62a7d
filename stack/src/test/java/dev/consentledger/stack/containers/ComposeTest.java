package dev.consentledger.stack.containers;

import static dev.consentledger.stack.containers.DockerFolder.at;
import static dev.consentledger.stack.containers.DockerFolder.list;
import static dev.consentledger.stack.containers.DockerFolder.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ComposeTest {
  private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|key).*");
  private static final Pattern EXACT_TAG =
      Pattern.compile(".+:\\$\\{[A-Z_]+:-\\d[\\w.-]*}|.+:v?\\d+\\.[\\w.-]+}?");

  private final Map<String, Object> compose = DockerFolder.documents("compose.yaml").getFirst();

  @Test
  void nothing_starts_before_the_secrets_are_made() {
    eachService((name, service) -> {
      if (!Set.of("eventstoredb", "kafka", "prometheus").contains(name)) {
        assertThat(service.get("user"))
            .as(name)
            .isEqualTo("${CONSENT_LEDGER_USER:?run docker/secrets first}");
      }
    });
  }

  @Test
  void no_password_secret_or_token_stands_in_the_file() {
    eachService((name, service) ->
        map(service.get("environment"))
            .forEach((variable, value) -> {
              if (SECRET.matcher(variable).matches()) {
                assertThat(value.toString())
                    .as(name + " " + variable)
                    .containsPattern("/run/[a-z-]+/[a-z.-]+}?$");
              }
            }));
    assertThat(DockerFolder.text("compose.yaml")).doesNotContainPattern("://[^/\\s]*:[^/\\s]*@");
  }

  @Test
  void no_container_runs_as_root() {
    eachService((name, service) ->
        assertThat(service.get("user").toString())
            .as(name)
            .matches("[1-9]\\d*:[1-9]\\d*|\\$\\{CONSENT_LEDGER_USER:.*"));
  }

  @Test
  void every_container_is_closed() {
    eachService((name, service) -> {
      assertThat(service.get("read_only")).as(name).isEqualTo(true);
      assertThat(list(service.get("cap_drop"))).as(name).containsExactly("ALL");
      assertThat(service.get("cap_add")).as(name).isNull();
      assertThat(service.get("privileged")).as(name).isNull();
      assertThat(list(service.get("security_opt")))
          .as(name)
          .containsExactly("no-new-privileges:true");
    });
  }

  @Test
  void every_image_has_an_exact_version() {
    eachService(
        (name, service) -> assertThat(service.get("image").toString()).as(name).matches(EXACT_TAG));
  }

  @Test
  void whatever_is_waited_for_has_a_health_check() {
    eachService((name, service) ->
        map(service.get("depends_on"))
            .forEach((other, condition) -> {
              assertThat(map(condition).get("condition")).isEqualTo("service_healthy");
              assertThat(at(compose, "services", other)).as(other).containsKey("healthcheck");
            }));
  }

  @Test
  void every_file_that_is_mounted_is_there_or_made_by_the_scripts() {
    String made = DockerFolder.text("secrets") + DockerFolder.text("tokens");
    eachService((name, service) ->
        list(service.get("volumes"))
            .forEach(volume -> {
              String source = volume.toString().split(":", 2)[0];
              if (source.startsWith("./.secrets/")) {
                assertThat(made).contains(source.substring("./.secrets/".length()));
              } else if (source.startsWith("./") && !source.equals("./.secrets")) {
                assertThat(Files.isDirectory(DockerFolder.path(source))).as(source).isTrue();
              } else if (!source.startsWith(".")) {
                assertThat(map(compose.get("volumes"))).containsKey(source);
              }
            }));
  }

  @Test
  void only_consent_service_reaches_the_ledger() {
    assertThat(members("ledger")).containsExactlyInAnyOrder("consent-service", "eventstoredb");
  }

  @Test
  void only_who_needs_them_reaches_the_databases_and_the_topic() {
    assertThat(members("database"))
        .containsExactlyInAnyOrder(
            "consent-service", "consent-service-embedded", "matching-service", "postgres", "tools");
    assertThat(members("permissions"))
        .containsExactlyInAnyOrder(
            "consent-service", "consent-service-embedded", "matching-service", "kafka");
  }

  @Test
  void only_the_gateway_and_the_dashboard_are_published_and_on_loopback() {
    eachService((name, service) -> {
      if (Set.of("gateway", "grafana").contains(name)) {
        assertThat(list(service.get("ports")).toString()).contains("127.0.0.1");
      } else {
        assertThat(service.get("ports")).as(name).isNull();
      }
    });
    map(compose.get("networks"))
        .forEach((name, network) -> {
          if (!name.equals("front")) {
            assertThat(map(network).get("internal")).as(name).isEqualTo(true);
          }
        });
  }

  @Test
  void the_ledger_in_postgresql_starts_no_eventstoredb() {
    assertThat(at(compose, "services", "eventstoredb").get("profiles"))
        .isEqualTo(list(at(compose, "services", "consent-service").get("profiles")));
    assertThat(list(at(compose, "services", "consent-service-embedded").get("profiles")))
        .containsExactly("embedded");
    assertThat(map(at(compose, "services", "consent-service-embedded").get("depends_on")))
        .containsOnlyKeys("postgres", "kafka");
  }

  private Set<String> members(String network) {
    Set<String> members = new TreeSet<>();
    eachService((name, service) -> {
      Object networks = service.get("networks");
      Collection<?> names = networks instanceof Map<?, ?> map ? map.keySet() : list(networks);
      if (names.contains(network)) {
        members.add(name);
      }
    });
    return members;
  }

  private void eachService(BiConsumer<String, Map<String, Object>> check) {
    Map<String, Object> services = map(compose.get("services"));
    assertThat(services).isNotEmpty();
    services.forEach((name, service) -> check.accept(name, map(service)));
  }
}
