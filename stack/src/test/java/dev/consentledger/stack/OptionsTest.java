package dev.consentledger.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void without_words_it_stays_up_and_keeps_the_data() {
    assertThat(Options.parse())
        .isEqualTo(
            new Options(
                false, false, false, Options.ACCOUNTS_DEFAULT, Options.PORT_DEFAULT, null, null));
  }

  @Test
  void every_option_is_understood_in_any_order() {
    assertThat(
            Options.parse(
                "--port",
                "9000",
                "--fresh",
                "--accounts",
                "2000",
                "--once",
                "--eventstoredb",
                "esdb://127.0.0.1:2113?tls=false",
                "--without",
                "gateway"))
        .isEqualTo(
            new Options(
                true,
                true,
                false,
                2_000,
                9_000,
                ServiceName.GATEWAY,
                "esdb://127.0.0.1:2113?tls=false"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--onse",
        "--accounts",
        "--accounts 999",
        "--accounts 100001",
        "--accounts x",
        "--port 0",
        "--port 65536",
        "--port 99999999999",
        "--eventstoredb",
        "--eventstoredb http://127.0.0.1",
        "extra"
      })
  void what_it_does_not_understand_is_refused(String words) {
    assertThatThrownBy(() -> Options.parse(words.split(" "))).isInstanceOf(StackException.class);
  }
}
