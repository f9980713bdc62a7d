package dev.consentledger.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  @Test
  void only_what_must_be_escaped_is() {
    JsonObject object =
        JsonObject.builder().put("a", "\"\\/\b\f\n\r\t\u0000\u001f\u007f é€😀 </script>").build();

    assertThat(JsonWriter.text(object))
        .isEqualTo(
            "{\"a\":\"\\\"\\\\/\\u0008\\u000c\\u000a\\u000d\\u0009\\u0000\\u001f\u007f é€😀 </script>\"}");
  }

  @Test
  void fields_keep_their_order_and_there_is_no_white_space() {
    JsonObject object =
        JsonObject.builder()
            .put("z", 1L)
            .put("a", 2)
            .put("list", Arrays.asList("x", null, true, List.of()))
            .put("empty", JsonObject.builder().build())
            .build();

    assertThat(JsonWriter.text(object))
        .isEqualTo("{\"z\":1,\"a\":2,\"list\":[\"x\",null,true,[]],\"empty\":{}}");
  }

  @Test
  void a_lone_surrogate_is_refused_rather_than_stored_as_a_question_mark() {
    JsonObject object = JsonObject.builder().put("a", "x\ud800").build();

    assertThatThrownBy(() -> JsonWriter.bytes(object)).isInstanceOf(JsonException.class);
  }

  @Test
  void a_fraction_is_refused() {
    JsonObject object = JsonObject.builder().put("a", 0.5).build();

    assertThatThrownBy(() -> JsonWriter.bytes(object)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_is_written_is_read_back_and_written_the_same() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      JsonObject object = object(random, 3);
      byte[] bytes = JsonWriter.bytes(object);

      JsonObject again = JsonReader.object(bytes);

      assertThat(JsonWriter.bytes(again)).as("seed %d, run %d", seed, i).isEqualTo(bytes);
      assertThat(JsonWriter.text(again).getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
    }
  }

  private static JsonObject object(SplittableRandom random, int depth) {
    var object = JsonObject.builder();
    for (int i = random.nextInt(5); i > 0; i--) {
      object.put(text(random), value(random, depth));
    }
    return object.build();
  }

  private static Object value(SplittableRandom random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> text(random);
      case 1 -> random.nextLong();
      case 2 -> random.nextBoolean();
      case 3 -> (long) random.nextInt(-3, 3);
      case 4 -> object(random, depth - 1);
      default -> {
        var list = new ArrayList<Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
    };
  }

  private static String text(SplittableRandom random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int codePoint =
          random.nextBoolean()
              ? random.nextInt(0x80)
              : random.nextInt(Character.MAX_CODE_POINT + 1);
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    return text.toString();
  }
}
