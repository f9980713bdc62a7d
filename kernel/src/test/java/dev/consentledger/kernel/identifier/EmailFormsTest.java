package dev.consentledger.kernel.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.identifier.Normalised.Forms;
import dev.consentledger.kernel.identifier.Normalised.Reason;
import dev.consentledger.kernel.identifier.Normalised.Rejected;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailFormsTest {
  @ParameterizedTest
  @CsvSource({
    "A@Gmail.com, a@gmail.com, ''",
    "a.b@GMAIL.COM, a.b@gmail.com, ab@gmail.com",
    "a+b@gmail.com, a+b@gmail.com, a@gmail.com",
    "a+b+c.d@gmail.com, a+b+c.d@gmail.com, a@gmail.com",
    "a.b@mail.gmail.com, a.b@mail.gmail.com, ''",
    "a.b@notgmail.com, a.b@notgmail.com, ''",
    "+ads@gmail.com, +ads@gmail.com, ''",
    "ÄÖ@Müller.Example, äö@müller.example, ''",
    "o'neil%x/y@sub.example.co.uk, o'neil%x/y@sub.example.co.uk, ''",
    "a@xn--mller-kva.example, a@xn--mller-kva.example, ''",
    "TITLE@I.EXAMPLE, title@i.example, ''",
  })
  void an_address_has_its_forms(String raw, String form, String folded) {
    List<String> expected = folded.isEmpty() ? List.of(form) : List.of(form, folded);

    assertThat(IdentifierForms.email(raw)).isEqualTo(new Forms(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.com\r\n",
        "\ufeffa@example.com",
        "\u00a0a@example.com\u00a0",
        "\u200ba@example.com\t",
        "\u0000a@example.com",
      })
  void what_exports_leave_around_an_address_is_trimmed(String raw) {
    assertThat(IdentifierForms.email(raw)).isEqualTo(new Forms(List.of("a@example.com")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@example.com",
        "a@",
        "@",
        "a@localhost",
        "a@.com",
        "a@example.",
        "a@example..com",
        "a@-example.com",
        "a@example-.com",
        "a@exa_mple.com",
        "a@example.com>",
        "<a@example.com>",
        "Ada <a@example.com>",
        "a b@example.com",
        "a\tb@example.com",
        "a\u00a0b@example.com",
        "a\u200bb@example.com",
        "a\u0000b@example.com",
        "\"a\"@example.com",
        "a,b@example.com",
        "a@example.com,b@example.com",
        "mailto:a@example.com",
        "a\ud800@example.com",
        "a@ex\udc00ample.com",
      })
  void an_address_nobody_delivers_to_is_malformed(String raw) {
    assertThat(IdentifierForms.email(raw)).isEqualTo(new Rejected(Reason.MALFORMED));
  }

  @Test
  void an_address_of_254_characters_is_the_longest() {
    String domain = ".example.com";
    String longest = "a@" + "b".repeat(60) + ("." + "c".repeat(60)).repeat(2) + domain;
    String local = "l".repeat(254 - longest.length());

    assertThat(IdentifierForms.email(local + longest)).isInstanceOf(Forms.class);
    assertThat(IdentifierForms.email(local + "l" + longest))
        .isEqualTo(new Rejected(Reason.MALFORMED));
  }

  @Test
  void a_label_of_63_characters_is_the_longest() {
    assertThat(IdentifierForms.email("a@" + "b".repeat(63) + ".com")).isInstanceOf(Forms.class);
    assertThat(IdentifierForms.email("a@" + "b".repeat(64) + ".com"))
        .isEqualTo(new Rejected(Reason.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\u00a0", "\ufeff", "\r\n\t"})
  void nothing_but_white_space_is_empty(String raw) {
    assertThat(IdentifierForms.email(raw)).isEqualTo(new Rejected(Reason.EMPTY));
    assertThat(IdentifierForms.phone(raw, "US")).isEqualTo(new Rejected(Reason.EMPTY));
  }

  @Test
  void forms_never_print() {
    assertThat(IdentifierForms.email("ada@example.com")).asString().doesNotContain("ada");
  }
}
