package dev.consentledger.kernel.purpose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurposeTest {
  @ParameterizedTest
  @CsvSource({
    "security.two_factor, https://w3id.org/dpv#IdentityAuthentication, false",
    "security.account_recovery, https://w3id.org/dpv#IdentityVerification, false",
    "security.reauthentication, https://w3id.org/dpv#EnforceAccessControl, false",
    "service.notifications, https://w3id.org/dpv#CommunicationManagement, false",
    "advertising.list_matching, https://w3id.org/dpv#TargetedAdvertising, true",
    "advertising.personalisation, https://w3id.org/dpv#PersonalisedAdvertising, true",
    "analytics.measurement, https://w3id.org/dpv#ServiceUsageAnalytics, false",
  })
  void a_purpose_has_its_code_and_its_iri(String code, String iri, boolean advertising) {
    Purpose purpose = Purpose.ofCode(code).orElseThrow();

    assertThat(purpose.code()).isEqualTo(code);
    assertThat(purpose.dpvIri()).isEqualTo(iri);
    assertThat(purpose.isAdvertising()).isEqualTo(advertising);
  }

  @Test
  void codes_and_iris_are_distinct_and_seven() {
    assertThat(Arrays.stream(Purpose.values()).map(Purpose::code)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Purpose.values()).map(Purpose::dpvIri))
        .doesNotHaveDuplicates()
        .hasSize(7);
  }

  @ParameterizedTest
  @CsvSource({
    "advertising",
    "ADVERTISING.LIST_MATCHING",
    "LIST_MATCHING",
    "''",
    "' security.two_factor'"
  })
  void an_unknown_code_is_no_purpose(String code) {
    assertThat(Purpose.ofCode(code)).isEmpty();
  }
}
