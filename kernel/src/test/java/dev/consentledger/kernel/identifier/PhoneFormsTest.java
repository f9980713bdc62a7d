package dev.consentledger.kernel.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.identifier.Normalised.Forms;
import dev.consentledger.kernel.identifier.Normalised.Reason;
import dev.consentledger.kernel.identifier.Normalised.Rejected;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhoneFormsTest {
  @ParameterizedTest
  @CsvSource({
    "+16505551212, , +16505551212",
    "16505551212, , +16505551212",
    "+1 (650) 555-1212, , +16505551212",
    "+1.650.555.1212, , +16505551212",
    "+1\u2011650\u2011555\u20111212, , +16505551212",
    "\uff0b\uff11\uff16\uff15\uff10\uff15\uff15\uff15\uff11\uff12\uff11\uff12, , +16505551212",
    "650-555-1212, US, +16505551212",
    "16505551212, US, +16505551212",
    "011 44 20 7946 0958, US, +442079460958",
    "442079460958, US, +442079460958",
    "+44 (0)20 7946 0958, US, +442079460958",
    "4915123456789, DE, +4915123456789",
    "4155551234, US, +14155551234",
    "02 1234 5678, IT, +390212345678",
    "15550001234, , +15550001234",
    "+15550001234, , +15550001234",
  })
  void a_number_has_both_its_forms(String raw, String region, String e164) {
    assertThat(IdentifierForms.phone(raw, region))
        .isEqualTo(new Forms(List.of(e164, e164.substring(1))));
  }

  @ParameterizedTest
  @CsvSource({
    "(650) 555-1212, ",
    "650-555-1212, ",
    "0151 23456789, ",
    "00442079460958, ",
    "5551212, US",
    "12, US",
    "+, US",
    "(), US",
    "+1650555121212121, ",
    "+1 650 555 1212 ext. 5, ",
    "+1 650 555 1212 x5, ",
    "+1 800 FLOWERS, ",
    "tel:+16505551212, ",
    "call +16505551212, ",
    "+16505551212;phone-context=+1, ",
    "+16505551212#5, ",
    "+99916505551212, ",
    "3906123456, IT",
  })
  void a_number_that_is_unreadable_or_ambiguous_is_malformed(String raw, String region) {
    assertThat(IdentifierForms.phone(raw, region)).isEqualTo(new Rejected(Reason.MALFORMED));
  }

  @Test
  void a_region_is_two_capitals_that_libphonenumber_knows() {
    assertThat(IdentifierForms.isRegion("US")).isTrue();
    assertThat(IdentifierForms.isRegion("us")).isFalse();
    assertThat(IdentifierForms.isRegion("ZZ")).isFalse();
    assertThatThrownBy(() -> IdentifierForms.phone("6505551212", "ZZ"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("650");
  }

  @Test
  void text_of_any_length_is_malformed_at_once() {
    assertThat(IdentifierForms.phone("1".repeat(1_000_000), "US"))
        .isEqualTo(new Rejected(Reason.MALFORMED));
  }

  @Test
  void either_form_of_a_number_has_the_same_forms_again() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      String e164 = "+1" + random.nextLong(2_000_000_000L, 9_999_999_999L);
      Normalised forms = IdentifierForms.phone(e164, null);
      if (forms instanceof Forms(var both)) {
        assertThat(both)
            .allSatisfy(form ->
                assertThat(IdentifierForms.phone(form, null)).as("seed %d", seed).isEqualTo(forms));
      }
    }
    assertThat(IdentifierForms.phone("+12125550123", null)).isInstanceOf(Forms.class);
  }
}
