package dev.consentledger.consent.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdapterSettingsTest {
  @Test
  void postgresql_keeps_the_ledger_where_nothing_else_is_said() {
    assertThat(read(Map.of()).adapter().identifier()).isEqualTo("postgres");
  }

  @Test
  void eventstoredb_is_chosen_by_one_setting() {
    assertThat(read(Map.of("consentledger.ledger.adapter", "eventstoredb")).adapter().identifier())
        .isEqualTo("eventstoredb");
  }

  @Test
  void an_adapter_that_is_not_there_is_refused_with_the_settings_name() {
    assertThatThrownBy(() -> read(Map.of("consentledger.ledger.adapter", "mysql")))
        .hasMessageContaining("consentledger.ledger.adapter");
  }

  private static AdapterSettings read(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withMapping(AdapterSettings.class)
        .withDefaultValues(values)
        .build()
        .getConfigMapping(AdapterSettings.class);
  }
}
