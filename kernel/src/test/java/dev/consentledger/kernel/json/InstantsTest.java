package dev.consentledger.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantsTest {
  private static final long SEED = 20_261_126;

  @Test
  void what_instants_are_written_as_is_read_as_the_same() {
    var random = new SplittableRandom(SEED);
    for (int i = 0; i < 20_000; i++) {
      long second = random.nextLong(-62_200_000_000L, 253_500_000_000L);
      int nanos =
          switch (i % 4) {
            case 0 -> 0;
            case 1 -> random.nextInt(1_000) * 1_000_000;
            case 2 -> random.nextInt(1_000_000) * 1_000;
            default -> random.nextInt(1_000_000_000);
          };
      Instant instant = Instant.ofEpochSecond(second, nanos);

      assertThat(Instants.parse(instant.toString())).as("seed %s", SEED).isEqualTo(instant);
    }
  }

  @Test
  void a_text_with_one_other_character_is_read_as_the_jdk_does() {
    var random = new SplittableRandom(SEED);
    for (String good : new String[] {"2024-02-29T23:59:59Z", "2026-12-31T23:59:59.123456789Z"}) {
      for (int i = 0; i < 20_000; i++) {
        int at = random.nextInt(good.length());
        char other = "0123456789-+:.TtZz /,".charAt(random.nextInt(21));
        String text = good.substring(0, at) + other + good.substring(at + 1);

        assertThat(Instants.parse(text)).as("%s, seed %s", text, SEED).isEqualTo(byJdk(text));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T24:00:00Z",
        "2026-01-01T23:59:60Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-00-10T00:00:00Z",
        "2026-13-10T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "2026-01-01T00:00:00+00:00",
        "2026-01-01T00:00:00+01:00Z",
        "\uff12026-01-01T00:00:00Z",
      })
  void other_forms_are_read_as_the_jdk_does(String text) {
    assertThat(Instants.parse(text)).isEqualTo(byJdk(text));
  }

  private static @Nullable Instant byJdk(String text) {
    try {
      return text.endsWith("Z") ? Instant.parse(text) : null;
    } catch (DateTimeException _) {
      return null;
    }
  }
}
