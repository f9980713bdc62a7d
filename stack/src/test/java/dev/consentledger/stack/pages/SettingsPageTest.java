package dev.consentledger.stack.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/settings.md} has every setting, as the code declares it. */
class SettingsPageTest {
  private static final Path ROOT = Pages.root();
  private static final Path PAGE = ROOT.resolve("docs/settings.md");
  private static final List<String> MODULES =
      List.of("consent-service", "matching-service", "gateway", "telemetry");

  /** Rewrites the page: {@code mvn -pl stack test -Dtest=SettingsPageTest -Dpages.rewrite}. */
  @Test
  void the_page_is_what_the_code_says() throws IOException {
    String page = Files.readString(PAGE);
    String now = page;
    for (String module : MODULES) {
      now = Pages.withSection(now, module, table(module));
    }

    if (System.getProperty("pages.rewrite") != null) {
      Files.writeString(PAGE, now);
    }

    assertThat(Files.readString(PAGE))
        .as("rewrite it: mvn -pl stack test -Dtest=SettingsPageTest -Dpages.rewrite")
        .isEqualTo(now);
  }

  /** A property that is read past the mappings would be in no table and checked by nobody. */
  @Test
  void no_setting_is_read_past_the_mappings() throws IOException {
    for (String module : MODULES) {
      try (Stream<Path> sources = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path source : sources.filter(file -> file.toString().endsWith(".java")).toList()) {
          assertThat(Files.readString(source))
              .as(source.getFileName().toString())
              .doesNotContain("@ConfigProperty(name = \"consentledger")
              .doesNotContain("getValue(\"consentledger.match", "getOptionalValue(\"consentledger");
        }
      }
    }
  }

  @Test
  void every_setting_is_found() {
    List<Setting> consent = Mappings.of(ROOT.resolve("consent-service"));

    assertThat(consent)
        .extracting(Setting::name)
        .contains(
            "consentledger.key-encryption-key-file",
            "consentledger.proof.witnesses.<name>.vkey",
            "consentledger.audit.matching.url",
            "consentledger.ledger.batch-entries-max")
        .doesNotHaveDuplicates();
    assertThat(consent)
        .filteredOn(each -> each.name().equals("consentledger.publication.retry-pause-min"))
        .singleElement()
        .satisfies(each -> {
          assertThat(each.limits()).contains("not above `retry-pause-max`");
          assertThat(each.standard()).contains("100ms");
          assertThat(each.kind()).isEqualTo("duration");
        });
  }

  @Test
  void every_duration_and_number_has_a_lower_limit() {
    for (String module : MODULES) {
      assertThat(Mappings.of(ROOT.resolve(module)))
          .filteredOn(each -> Set.of("duration", "number").contains(each.kind()))
          .allSatisfy(each -> assertThat(each.limits()).as(each.name()).contains("at least"));
    }
  }

  private static String table(String module) {
    return "| setting | type | default | limits | meaning |\n|---|---|---|---|---|\n"
        + Mappings.of(ROOT.resolve(module)).stream()
            .map(Setting::row)
            .collect(Collectors.joining("\n"));
  }
}
