package dev.consentledger.gateway;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
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
              .importPackages("dev.consentledger.gateway", "dev.consentledger.telemetry")
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
          consentledger.limits.requests-per-second | 0 | greater than or equal to 1
          consentledger.limits.body-bytes-max | large | consentledger.limits.body-bytes-max
          consentledger.limits.idle | 0s | consentledger.limits.idle
          consentledger.routes.connections-max | 0 | greater than or equal to 1
          consentledger.routes.connect-timeout | 0s | consentledger.routes.connect-timeout
          consentledger.routes.consent | not an address | consentledger.routes.consent
          consentledger.tracing.share | -1 | greater than or equal to 0
          """)
  void a_wrong_value_is_refused_by_name(String name, String value, String why) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .hasMessageContaining(name)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consentledger.route.consent",
        "consentledger.limits.burst",
        "consentledger.limit",
        "consentledger.token-file"
      })
  void a_misspelt_name_is_refused(String name) {
    assertThatThrownBy(() -> read(Map.of(name, "1"))).hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consentledger.routes.consent", "consentledger.routes.matching"})
  void what_has_no_default_must_be_set(String name) {
    var without = new HashMap<>(needed());
    without.remove(name);

    assertThatThrownBy(() -> build(without)).hasMessageContaining(name);
  }

  private static Map<String, String> needed() {
    return Map.of(
        "consentledger.routes.consent", "http://localhost:1",
        "consentledger.routes.matching", "http://localhost:2");
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
            .withConverter(MemorySize.class, 100, new MemorySizeConverter())
            .withValidator(validator)
            .withDefaultValues(values);
    MAPPINGS.forEach(builder::withMapping);
    builder.build();
  }
}
