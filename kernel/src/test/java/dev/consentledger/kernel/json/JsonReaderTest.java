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

  private static String nested(int arrays) {
    return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }
}
