package dev.consentledger.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnvironmentNamesTest {
  /** As SmallRye Config names those of a mapping. */
  private static final Set<String> SETTINGS =
      Set.of(
          "consentledger.sample.rows-max",
          "consentledger.sample.addresses",
          "consentledger.sample.addresses[*]",
          "consentledger.sample.witnesses.*.url");

  @Test
  void settings_written_as_variables_are_known() {
    assertThat(
            EnvironmentNames.unknown(
                List.of(
                    "CONSENTLEDGER_SAMPLE_ROWS_MAX",
                    "CONSENTLEDGER_SAMPLE_ADDRESSES",
                    "CONSENTLEDGER_SAMPLE_ADDRESSES_0_",
                    "CONSENTLEDGER_SAMPLE_WITNESSES_FIRST_ONE_URL",
                    "CONSENTLEDGER_SAMPLE_WITNESSES__FIRST__URL"),
                SETTINGS))
        .isEmpty();
  }

  @Test
  void variables_of_others_are_none_of_ours() {
    assertThat(
            EnvironmentNames.unknown(
                List.of("PATH", "CONSENT_LEDGER_PORT", "QUARKUS_HTTP_PORT"), SETTINGS))
        .isEmpty();
  }

  @Test
  void a_misspelt_one_is_named() {
    assertThat(
            EnvironmentNames.unknown(
                List.of(
                    "CONSENTLEDGER_SAMPLE_ROWSMAX",
                    "CONSENTLEDGER_SAMPLE_ROWS_MAX_",
                    "CONSENTLEDGER_SAMPLE_WITNESSES_FIRST_URI",
                    "CONSENTLEDGER_SAMPLE"),
                SETTINGS))
        .containsExactly(
            "CONSENTLEDGER_SAMPLE",
            "CONSENTLEDGER_SAMPLE_ROWSMAX",
            "CONSENTLEDGER_SAMPLE_ROWS_MAX_",
            "CONSENTLEDGER_SAMPLE_WITNESSES_FIRST_URI");
    assertThatThrownBy(
            () -> EnvironmentNames.requireKnown(List.of("CONSENTLEDGER_SAMPLE_ROWSMAX"), SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CONSENTLEDGER_SAMPLE_ROWSMAX");
  }
}
