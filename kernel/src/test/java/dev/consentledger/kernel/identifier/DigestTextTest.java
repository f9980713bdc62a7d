package dev.consentledger.kernel.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.event.Digest;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTextTest {
  private static final String HEX =
      "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a";
  private static final String BASE64 = "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0/Yo=";

  @ParameterizedTest
  @ValueSource(
      strings = {
        HEX,
        "509E933019BB285A134A9334B8BB679DFF79D0CE023D529AF4BD744D47B4FD8A",
        "  " + HEX + "\r\n",
        BASE64,
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0/Yo",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0_Yo=",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0_Yo",
      })
  void every_text_of_one_digest_is_read_as_that_digest(String text) {
    assertThat(IdentifierForms.digestOf(text)).contains(new Digest(HEX));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada@example.com",
        "+16505551212",
        "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8",
        "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8aa",
        "g09e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0/Y==",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0/Yo==",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa+L10TUe0_Yo=",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa 9L10TUe0/Yo",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0/Yp=",
      })
  void what_is_no_sha256_is_not_read_as_one(String text) {
    assertThat(IdentifierForms.digestOf(text)).isEmpty();
  }

  @Test
  void all_spellings_of_random_bytes_agree() {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37 + 251);
    }
    var fromStandard = IdentifierForms.digestOf(Base64.getEncoder().encodeToString(bytes));
    var fromUrlSafe =
        IdentifierForms.digestOf(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));

    assertThat(fromStandard).isEqualTo(fromUrlSafe);
    assertThat(fromStandard.orElseThrow().bytes()).isEqualTo(bytes);
    assertThat(IdentifierForms.digestOf(fromStandard.orElseThrow().hex().toUpperCase(Locale.ROOT)))
        .isEqualTo(fromStandard);
  }
}
