package dev.consentledger.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private static final URI ONE = URI.create("http://one:8081");
  private static final URI TWO = URI.create("http://two:8081");

  private final Addresses addresses =
      new Addresses("setting", List.of(ONE, TWO), Duration.ofHours(1));

  @Test
  void requests_take_the_instances_in_turn() {
    assertThat(addresses.inTurn()).containsExactly(ONE, TWO);
    assertThat(addresses.inTurn()).containsExactly(TWO, ONE);
    assertThat(addresses.inTurn()).containsExactly(ONE, TWO);
  }

  @Test
  void one_that_could_not_be_reached_comes_last_until_it_is_reached_again() {
    addresses.failed(ONE);

    assertThat(addresses.inTurn()).containsExactly(TWO, ONE);
    assertThat(addresses.inTurn()).containsExactly(TWO, ONE);

    addresses.reached(ONE);
    assertThat(addresses.inTurn()).containsExactly(ONE, TWO);
  }

  @Test
  void none_is_left_out_where_none_could_be_reached() {
    addresses.failed(ONE);
    addresses.failed(TWO);

    assertThat(addresses.inTurn()).containsExactly(ONE, TWO);
  }

  @Test
  void what_is_no_base_address_is_refused_with_the_settings_name() {
    assertThatThrownBy(() ->
            new Addresses(
                "consentledger.routes.consent",
                List.of(ONE, URI.create("http://two/path")),
                Duration.ZERO))
        .hasMessageStartingWith("consentledger.routes.consent must be");
  }
}
