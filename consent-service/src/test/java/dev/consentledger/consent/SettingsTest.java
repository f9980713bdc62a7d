package dev.consentledger.consent;

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
              .importPackages("dev.consentledger.consent", "dev.consentledger.telemetry")
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
          consentledger.ledger.batch-entries-max | 0 | greater than or equal to 1
          consentledger.ledger.batch-entries-max | many | consentledger.ledger.batch-entries-max
          consentledger.ledger.append-timeout | 0s | consentledger.ledger.append-timeout
          consentledger.publication.watermark-interval | -1s | consentledger.publication.watermark-interval
          consentledger.publication.enabled | perhaps | consentledger.publication.enabled
          consentledger.permissions.replication-factor | 0 | greater than or equal to 1
          consentledger.leader.heartbeat-interval | soon | consentledger.leader.heartbeat-interval
          consentledger.proof.cosignatures-min | -1 | greater than or equal to 0
          consentledger.audit.entries-per-second-max | 0 | greater than or equal to 1
          consentledger.audit.matching.connect-timeout | 0s | consentledger.audit.matching.connect-timeout
          consentledger.privacy.cache-subjects-max | -1 | greater than or equal to 0
          consentledger.tracing.share | 1.5 | less than or equal to 1
          consentledger.cell | Cell 1 | consentledger.cell
          """)
  void a_wrong_value_is_refused_by_name(String name, String value, String why) {
    assertThatThrownBy(() -> read(Map.of(name, value)))
        .hasMessageContaining(name)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @CsvSource({
    "consentledger.publication, retry-pause-min, 9s, retry-pause-max, 1s",
    "consentledger.publication, batch-entries-max, 500, read-ahead-entries-max, 100",
    "consentledger.proof, witness-pause-min, 2m, witness-pause-max, 1m",
    "consentledger.audit, poll, 20s, claim, 10s"
  })
  void a_setting_above_its_limit_is_refused(
      String prefix, String setting, String value, String limit, String low) {
    assertThatThrownBy(() -> read(Map.of(prefix + "." + setting, value, prefix + "." + limit, low)))
        .hasMessageContaining(prefix)
        .hasMessageContaining(setting + " must not be above " + limit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consentledger.cel",
        "consentledger.ledgr.batch-entries-max",
        "consentledger.ledger.batch-entry-max",
        "consentledger.publication.enable",
        "consentledger.proof.witnesses.w1.uri",
        "consentledger.consent.url"
      })
  void a_misspelt_name_is_refused(String name) {
    assertThatThrownBy(() -> read(Map.of(name, "1"))).hasMessageContaining(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"consentledger.key-encryption-key-file"})
  void what_has_no_default_must_be_set(String name) {
    var without = new HashMap<>(needed());
    without.remove(name);

    assertThatThrownBy(() -> build(without)).hasMessageContaining(name);
  }

  private static Map<String, String> needed() {
    return Map.of("consentledger.key-encryption-key-file", "keys");
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
