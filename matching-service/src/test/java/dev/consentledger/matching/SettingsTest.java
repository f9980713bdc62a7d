package dev.consentledger.matching;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.validator.BeanValidationConfigValidator;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A wrong value is refused by its setting's name, before anything starts. All the service's
 * mappings are read together, as they are at its start.
 */
class SettingsTest {
  private static final Validator VALIDATOR =
      Validation.buildDefaultValidatorFactory().getValidator();

  private static final List<Class<?>> MAPPINGS =
      new ClassFileImporter()
              .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
              .importPackages("dev.consentledger.matching", "dev.consentledger.telemetry")
              .stream()
              .filter(each -> each.isAnnotatedWith(ConfigMapping.class))
              .<Class<?>>map(JavaClass::reflect)
              .toList();

  @Test
  void the_defaults_are_right() {
    assertThatCode(() -> read(Map.of())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          consentledger.intake.rows-max | 0 | greater than or equal to 1
          consentledger.intake.cpu-threads | -1 | greater than or equal to 0
          consentledger.intake.uploads-max | all | consentledger.intake.uploads-max
          consentledger.fence.limit | 0s | consentledger.fence.limit
          consentledger.projection.stale-after | 0s | consentledger.projection.stale-after
          consentledger.pairing.parallel-runs | 0 | greater than or equal to 1
          consentledger.audience.minimum-size | 1 | greater than or equal to 2
          consentledger.audience.cache-bytes-max | -1 | greater than or equal to 0
          consentledger.permissions.topic | two words | consentledger.permissions.topic
          consentledger.consent.url | not an address | consentledger.consent.url
          """)
  void a_wrong_value_is_refused_by_name(String name, String value, String why) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .hasMessageContaining(name)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({"consentledger.pairing, retry-first, 20s, retry-max, 10s"})
  void a_setting_above_its_limit_is_refused(
      String prefix, String setting, String value, String limit, String low) {
    assertThatThrownBy(() -> read(Map.of(prefix + "." + setting, value, prefix + "." + limit, low)))
        .hasMessageContaining(prefix)
        .hasMessageContaining(setting + " must not be above " + limit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consentledger.projection.stale",
        "consentledger.fense.limit",
        "consentledger.token",
        "consentledger.intake.rows",
        "consentledger.routes.consent"
      })
  void a_misspelt_name_is_refused(String name) {
    assertThatThrownBy(() -> read(Map.of(name, "1"))).hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consentledger.match-secret-file",
        "consentledger.token-file",
        "consentledger.consent.url"
      })
  void what_has_no_default_must_be_set(String name) {
    var without = new HashMap<>(needed());
    without.remove(name);

    assertThatThrownBy(() -> build(without)).hasMessageContaining(name);
  }

  private static Map<String, String> needed() {
    return Map.of(
        "consentledger.match-secret-file", "secret",
        "consentledger.token-file", "token",
        "consentledger.consent.url", "http://localhost:1");
  }

  private static void read(Map<String, String> given) {
    var all = new HashMap<>(needed());
    all.putAll(given);
    build(all);
  }

  private static void build(Map<String, String> values) {
    BeanValidationConfigValidator validator = () -> VALIDATOR;
    var builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withConverter(Duration.class, 100, new DurationConverter())
            .withValidator(validator)
            .withDefaultValues(values);
    MAPPINGS.forEach(builder::withMapping);
    builder.build();
  }
}
