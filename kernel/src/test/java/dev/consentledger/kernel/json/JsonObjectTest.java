package dev.consentledger.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {
  private static final JsonObject OBJECT =
      JsonReader.object(
          """
          {"text":"x","whole":7,"fraction":7.0,"none":null,"object":{"a":"b"},
           "texts":["a","b"],"objects":[{"a":"b"}],"mixed":["a",1],
           "instant":"2026-01-02T03:04:05.678Z"}
          """);

  @Test
  void a_field_is_read_as_its_type() {
    assertThat(OBJECT.string("text")).isEqualTo("x");
    assertThat(OBJECT.number("whole")).isEqualTo(7);
    assertThat(OBJECT.object("object").string("a")).isEqualTo("b");
    assertThat(OBJECT.strings("texts")).containsExactly("a", "b");
    assertThat(OBJECT.objects("objects")).hasSize(1);
    assertThat(OBJECT.instant("instant")).isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
  }

  @Test
  void null_and_missing_are_the_same() {
    assertThat(OBJECT.has("none")).isFalse();
    assertThat(OBJECT.has("missing")).isFalse();
    assertThat(OBJECT.optionalString("none")).isEmpty();
    assertThat(OBJECT.optionalString("missing")).isEmpty();
  }

  @Test
  void a_missing_or_wrongly_typed_field_is_named_but_its_value_is_not() {
    assertRefused("field missing", () -> OBJECT.string("missing"));
    assertRefused("field whole", () -> OBJECT.string("whole"));
    assertRefused("field whole", () -> OBJECT.optionalString("whole"));
    assertRefused("field text", () -> OBJECT.number("text"));
    assertRefused("field fraction", () -> OBJECT.number("fraction"));
    assertRefused("field texts", () -> OBJECT.object("texts"));
    assertRefused("field text", () -> OBJECT.strings("text"));
    assertRefused("field mixed", () -> OBJECT.strings("mixed"));
    assertRefused("field texts", () -> OBJECT.objects("texts"));
    assertRefused("field text", () -> OBJECT.instant("text"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05+01:00",
        "2026-01-02T03:04:05",
        "2026-01-02",
        "2026-13-02T03:04:05Z",
        "1767322800",
      })
  void an_instant_that_is_not_in_utc_is_refused(String text) {
    JsonObject object = JsonObject.builder().put("at", text).build();

    assertThatThrownBy(() -> object.instant("at"))
        .isInstanceOf(JsonException.class)
        .hasMessage("field at must be an instant in UTC");
  }

  @Test
  void a_built_object_reads_like_a_parsed_one() {
    JsonObject built = JsonObject.builder().put("n", 7).put("none", null).build();

    assertThat(built.number("n")).isEqualTo(7);
    assertThat(built.fields()).containsOnlyKeys("n");
  }

  private static void assertRefused(String message, Runnable getter) {
    assertThatThrownBy(getter::run)
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith(message + " must ");
  }
}
