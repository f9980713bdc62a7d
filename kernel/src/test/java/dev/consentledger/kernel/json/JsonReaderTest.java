package dev.consentledger.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " \t\r\n{ \"a\" : 1 , \"b\" : [ ] } \n",
        "{\"\":0}",
        "{\"a\":[1,-1,0,-0,1.5,1e3,1E+3,1e-3,0.1,9223372036854775807,-9223372036854775808]}",
        "{\"a\":[true,false,null,\"\",{},[[]]]}",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\ud83d\\ude00\"}",
        "{\"a\":\"\u007f\u20ac\ud83d\ude00\"}",
        "{\"a\":\"\\u0000\"}",
      })
  void rfc_8259_text_is_read(String text) {
    assertThat(JsonReader.object(text)).isNotNull();
    assertThat(JsonReader.object(text.getBytes(StandardCharsets.UTF_8)).fields())
        .isEqualTo(JsonReader.object(text).fields());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "1",
        "null",
        "\"a\"",
        "{",
        "}",
        "{}{}",
        "{}x",
        "{},",
        "\ufeff{}",
        "\u00a0{}",
        "{a:1}",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":[1,]}",
        "{\"a\":[,1]}",
        "{\"a\":[1 2]}",
        "{\"a\":[1}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":1.}",
        "{\"a\":1e}",
        "{\"a\":1e+}",
        "{\"a\":-}",
        "{\"a\":--1}",
        "{\"a\":0x1}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":\uff11}",
        "{\"a\":True}",
        "{\"a\":tru}",
        "{\"a\":nul}",
        "{\"a\":undefined}",
        "{\"a\":\"b}",
        "{\"a\":\"\\\"}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\u004\"}",
        "{\"a\":\"\\u00zz\"}",
        "{\"a\":\"\\u\uff10\uff10\uff14\uff11\"}",
        "{\"a\":\"\\U0041\"}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"x\\n\t\"}",
        "{\"a\":\"\u0000\"}",
        "{\"a\":1/*c*/}",
        "{\"a\":1}//c",
      })
  void what_rfc_8259_has_not_is_refused(String text) {
    assertThatThrownBy(() -> JsonReader.object(text)).isInstanceOf(JsonException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":9223372036854775808}",
        "{\"a\":-9223372036854775809}",
        "{\"a\":1e999}",
        "{\"a\":-1e999}",
      })
  void a_number_out_of_range_is_refused(String text) {
    assertThatThrownBy(() -> JsonReader.object(text))
        .isInstanceOf(JsonException.class)
        .hasMessage("a number is out of range");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"a\":\"\\ud800x\\udc00\"}",
        "{\"a\":\"x\ud800\"}",
        "{\"\\ud800\":1}",
      })
  void a_lone_surrogate_is_refused(String text) {
    assertThatThrownBy(() -> JsonReader.object(text))
        .isInstanceOf(JsonException.class)
        .hasMessage("a lone surrogate is no character");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"b\":{\"a\":null,\"a\":1}}"})
  void a_field_that_stands_twice_is_refused(String text) {
    assertThatThrownBy(() -> JsonReader.object(text))
        .isInstanceOf(JsonException.class)
        .hasMessage("a field stands twice");
  }

  @Test
  void malformed_utf8_is_refused() {
    for (byte[] bad :
        List.of(
            new byte[] {(byte) 0xff},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            new byte[] {(byte) 0xe2, (byte) 0x82})) {
      byte[] text = "{\"a\":\"????\"}".getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(bad, 0, text, 6, bad.length);

      assertThatThrownBy(() -> JsonReader.object(text))
          .isInstanceOf(JsonException.class)
          .hasMessage("not well-formed UTF-8");
    }
  }

  @Test
  void nesting_ends_at_its_limit() {
    int most = JsonReader.DEPTH_MAX;

    assertThat(JsonReader.object(nested(most))).isNotNull();
    assertThatThrownBy(() -> JsonReader.object(nested(most + 1)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("deeper");
    assertThatThrownBy(() -> JsonReader.object("{\"a\":" + "[".repeat(1_000_000)))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void a_refusal_never_repeats_the_value() {
    assertThatThrownBy(() -> JsonReader.object("{\"a\":\"ada@example.com\" oops}"))
        .hasMessageNotContaining("ada");
  }

  @Test
  void a_string_ends_at_its_quote_and_nothing_else_wherever_that_stands() {
    for (String odd : List.of("\"", "\\", "\u001f", "\u007f", " ", "!", "[", "]", "é", "€", "😀")) {
      for (int before = 0; before < 20; before++) {
        for (int after = 0; after < 20; after++) {
          String value = "a".repeat(before) + odd + "b".repeat(after);
          String text = JsonWriter.text(JsonObject.builder().put("value", value).build());

          assertThat(JsonReader.object(text).string("value")).isEqualTo(value);
        }
      }
    }
  }

  @Test
  void a_control_character_is_refused_wherever_it_stands() {
    for (int before = 0; before < 20; before++) {
      String text = "{\"value\":\"" + "a".repeat(before) + "\u001f" + "b".repeat(20) + "\"}";

      assertThatThrownBy(() -> JsonReader.object(text)).isInstanceOf(JsonException.class);
    }
  }

  @Test
  void a_part_of_an_array_is_read_alone() {
    byte[] text = "{\"a\":1}{\"a\":2}".getBytes(StandardCharsets.US_ASCII);

    assertThat(JsonReader.object(text, 7, 14).number("a")).isEqualTo(2);
    assertThatThrownBy(() -> JsonReader.object(text, 0, 6)).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> JsonReader.object(text, 7, 13)).isInstanceOf(JsonException.class);
  }

  @Test
  void an_object_of_many_fields_is_read_as_one_of_few() {
    for (int count = 0; count < 4 * FieldMap.COMPARED_MAX; count++) {
      var builder = JsonObject.builder();
      for (int i = 0; i < count; i++) {
        builder.put("field" + i, i);
      }
      JsonObject object = JsonReader.object(JsonWriter.bytes(builder.build()));

      assertThat(object).isEqualTo(builder.build());
      assertThat(object.fields()).hasSize(count).doesNotContainKey("field" + count);
      for (int i = 0; i < count; i++) {
        assertThat(object.number("field" + i)).isEqualTo(i);
      }
    }
  }

  @Test
  void a_field_that_stands_twice_is_refused_among_many() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < 2 * FieldMap.COMPARED_MAX; i++) {
      text.append("\"field").append(i).append("\":1,");
    }
    text.append("\"field3\":1}");

    assertThatThrownBy(() -> JsonReader.object(text.toString()))
        .isInstanceOf(JsonException.class)
        .hasMessage("a field stands twice");
  }

  @Test
  void each_known_name_has_a_place_of_its_own_and_is_no_other() {
    for (String name : KnownNames.names()) {
      byte[] bytes = ("x" + name + "x").getBytes(StandardCharsets.US_ASCII);

      assertThat(KnownNames.find(bytes, 1, bytes.length - 1)).isEqualTo(name);
      assertThat(KnownNames.find(bytes, 0, bytes.length - 1)).isNull();
      assertThat(KnownNames.find(bytes, 1, bytes.length - 2)).isNotEqualTo(name);
    }
  }

  private static String nested(int arrays) {
    return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }
}
