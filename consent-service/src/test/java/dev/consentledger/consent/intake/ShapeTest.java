package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final long SEED = 20_261_126;

  /** The patterns say what the loops do. */
  @Test
  void tokens_and_words_are_accepted_as_their_patterns_accept_them() {
    var token = Pattern.compile("[A-Za-z0-9._:/()-]{1,64}");
    var numberLike = Pattern.compile("[^0-9A-Za-z]*([0-9][^0-9A-Za-z]*){7,20}");
    var digits = Pattern.compile("[0-9]+");
    var random = new SplittableRandom(SEED);
    String[] alphabets = {"0123456789", "0123456789.:/()-_", "az09AZ._:/()-", "09azAZ._:/()-@ é+"};
    for (int i = 0; i < 50_000; i++) {
      String alphabet = alphabets[i % alphabets.length];
      StringBuilder made = new StringBuilder();
      int[] lengths = {0, 1, 6, 7, 8, 20, 21, 64, 65, random.nextInt(70)};
      for (int left = lengths[random.nextInt(lengths.length)]; left > 0; left--) {
        made.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = made.toString();
      boolean isToken = token.matcher(text).matches() && !numberLike.matcher(text).matches();

      assertThat(Shape.TOKEN.accepts(text)).as("%s, seed %s", text, SEED).isEqualTo(isToken);
      assertThat(Shape.WORD.accepts(text))
          .as("%s, seed %s", text, SEED)
          .isEqualTo(isToken && !digits.matcher(text).matches());
    }
  }
}
