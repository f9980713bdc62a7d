package dev.consentledger.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "v1/ledger/head",
        "http://localhost/v1/ledger/head",
        "//v1/ledger/head",
        "/v1//ledger/head",
        "/v1/ledger/head/",
        "/v1/./ledger/head",
        "/v1/../internal/v1/audiences/x",
        "/v1/audit/..",
        "/v1/audit/../../internal",
        "/v1/audit/%2e%2e/internal",
        "/v1/audit/%2E./internal",
        "/v1/audit/.%2e/internal",
        "/v1/audit/x%2eexe",
        "/v1/audit/..%2finternal",
        "/v1/audit/x%2Fy",
        "/v1/audit/x%5cy",
        "/v1/audit/x\\y",
        "/v1/audit/..;/internal",
        "/v1/audit/x;a=b",
        "/v1/audit/x%3Ba=b",
        "/v1/audit/%252e%252e/internal",
        "/v1/audit/%25",
        "/v1/audit/%00",
        "/v1/audit/x%0a",
        "/v1/audit/x%0d%0aHost:y",
        "/v1/audit/x%7f",
        "/v1/audit/%",
        "/v1/audit/%2",
        "/v1/audit/%zz",
        "/v1/audit/%u002e",
        "/v1/audit/x#y",
        "/v1/audit/x?y#z",
        "/v1/audit/x y",
        "/v1/audit/x\ty",
        "/v1/audit/ü",
        "/v1/audit/\uFF0E\uFF0E/internal",
        "/v1/audit/%\uFF12\uFF10",
        "/v1/audit/x|y",
        "/v1/audit/\"x\"",
        "/v1/audit/<x>",
        "/v1/audit/[x]",
        "/v1/audit/{x}",
        "/v1/audit/^",
        "/v1/audit/`"
      })
  void an_ambiguous_target_has_no_path(String target) {
    assertThat(RequestPath.read(target)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?x=//..",
        "/v1/accounts:import",
        "/v1/accounts/a%20b/consents",
        "/v1/accounts/user@example/consents",
        "/v1/accounts/%C3%BC/history",
        "/v1/accounts/x%3Ay/history",
        "/v1/accounts/.../history",
        "/v1/accounts/-._~!$&'()*+,=:@/history",
        "/log/tile/0/x001/234.p/5"
      })
  void a_plain_target_has_exactly_the_path_that_was_sent(String target) {
    RequestPath path = RequestPath.read(target).orElseThrow();

    assertThat(path.path() + path.query()).isEqualTo(target);
  }

  @Test
  void the_query_never_takes_part_in_routing() {
    RequestPath path = RequestPath.read("/v1/ledger/head?/internal/../%2e&x=%00").orElseThrow();

    assertThat(path.segments()).containsExactly("v1", "ledger", "head");
  }
}
