package dev.consentledger.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.AuditEvent.AuditCallRecorded;
import dev.consentledger.kernel.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditEventTest {
  private static final JsonObject NO_QUERY = JsonObject.builder().build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order of 2022-05-25",
        "yearly review, 12 of 2025",
        "2026-11-21.",
        "complaint no. 123456",
      })
  void a_plain_reason_is_acceptable(String reason) {
    assertThat(AuditCallRecorded.isAcceptableReason(reason)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "ada@example.com complained",
        "ada\uff20example.com complained",
        "call +44 20 7946 0958",
        "1800555",
        "1 800-555.0100",
        "(800) 555/0100",
        "\uff11\uff18\uff10\uff10\uff15\uff15\uff15",
        "+44 2079-11-21",
        "2022-05-25 1",
        "2022-13-25",
      })
  void a_reason_that_looks_like_an_address_or_a_number_is_refused(String reason) {
    assertThat(AuditCallRecorded.isAcceptableReason(reason)).isFalse();
    assertThatThrownBy(() -> asked("replay.impact", NO_QUERY, Optional.of(reason)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a reason holds no address and no number");
  }

  @Test
  void a_reason_beyond_its_limit_is_refused() {
    assertThat(AuditCallRecorded.isAcceptableReason("r".repeat(500))).isTrue();
    assertThat(AuditCallRecorded.isAcceptableReason("r".repeat(501))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada@example.com", "+18005550100", "1 800 555 0100"})
  void a_query_with_an_address_or_a_number_anywhere_in_it_is_refused(String value) {
    JsonObject inner = JsonObject.builder().put("context", List.of("settings", value)).build();
    JsonObject query = JsonObject.builder().put("grant", inner).build();

    assertThatThrownBy(() -> asked("replay.impact", query, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a query holds no address and no number");
  }

  @Test
  void a_query_may_name_a_subject_an_instant_and_a_position() {
    JsonObject query =
        JsonObject.builder()
            .put("subject", "12345678-1234-4234-8234-123456789012")
            .put("at", "2026-11-21T08:09:10Z")
            .put("from", "2026-11-21")
            .put("position", 9_007_199_254_740_993L)
            .build();

    assertThat(asked("replay.account", query, Optional.empty()).query()).isEqualTo(query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Replay", "replay.", "replay impact", "a.b.c.d.e", "ada@example"})
  void a_kind_is_words_with_dots(String kind) {
    assertThatThrownBy(() -> asked(kind, NO_QUERY, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_audit_call_has_a_stream_of_its_own() {
    var call = AuditCallId.parse("2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901");

    assertThat(call.stream())
        .isEqualTo(new StreamName("audit-2b3c4d5e-6f70-4182-93a4-b5c6d7e8f901"));
    assertThat(call.stream().isSubject()).isFalse();
  }

  private static AuditCallRecorded asked(String kind, JsonObject query, Optional<String> reason) {
    return new AuditCallRecorded(new AuditorId("regulator-1"), kind, query, reason);
  }
}
