package dev.consentledger.stack.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
  private static final Pattern MODULE = Pattern.compile("<module>(.+)</module>");

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native", "Dockerfile.tools"})
  void every_image_is_built_from_every_module(String dockerfile) throws IOException {
    List<String> modules =
        MODULE
            .matcher(Files.readString(DockerFolder.root().resolve("pom.xml")))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(modules).isNotEmpty();
    assertThat(DockerFolder.text(dockerfile).lines())
        .containsAll(
            modules.stream().map(module -> "COPY " + module + "/ " + module + "/").toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native", "Dockerfile.tools"})
  void every_image_ends_as_a_user_without_rights_and_starts_without_a_shell(String dockerfile) {
    List<String> last = lastStage(dockerfile);
    assertThat(last.stream().filter(line -> line.startsWith("USER ")).toList().getLast())
        .isEqualTo("USER 10001:10001");
    assertThat(last).anyMatch(line -> line.startsWith("ENTRYPOINT [\""));
    assertThat(last).anyMatch(line -> line.contains("org.opencontainers.image.title"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
  void a_service_logs_json_and_says_whether_it_is_healthy(String dockerfile) {
    assertThat(String.join("\n", lastStage(dockerfile)))
        .contains(
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED=true", "HEALTHCHECK", "QUARKUS_HTTP_HOST=0.0.0.0");
  }

  @Test
  void the_cache_is_trained_with_the_options_it_is_used_with() {
    assertThat(DockerFolder.text("Dockerfile.jvm"))
        .contains("ENTRYPOINT [\"java\", \"@/app/java.options\"");
    assertThat(DockerFolder.text("train")).contains("java @/app/java.options");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.tools"})
  void the_base_is_a_build_argument_with_an_exact_version(String dockerfile) {
    assertThat(DockerFolder.text(dockerfile))
        .containsPattern(
            "(?m)^ARG BASE_IMAGE=docker.io/library/eclipse-temurin:25\\.\\d+\\.\\d+_\\d+-jre-\\w+$")
        .contains("FROM ${BASE_IMAGE}");
  }

  private static List<String> lastStage(String dockerfile) {
    List<String> lines = DockerFolder.text(dockerfile).lines().toList();
    int from = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("FROM ")) {
        from = i;
      }
    }
    return lines.subList(from, lines.size());
  }
}
