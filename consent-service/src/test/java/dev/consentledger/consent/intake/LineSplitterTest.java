package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.intake.LineSplitter.Line;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineSplitterTest {
  private static final int BYTES_MAX = 8;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 42, 4_711})
  void the_chunks_make_no_difference(long seed) {
    var random = new SplittableRandom(seed);
    String text = "one\n\n  \r\nfour and too long\nfive\r\n12345678\n123456789\nlast";

    List<Line> lines = split(text, random);

    assertThat(lines)
        .as("seed %d", seed)
        .extracting(Line::number)
        .containsExactly(1L, 4L, 5L, 6L, 7L, 8L);
    assertThat(lines)
        .extracting(line -> line.bytes().toString())
        .containsExactly("one", "", "five\r", "12345678", "", "last");
    assertThat(lines)
        .extracting(Line::isTooLong)
        .containsExactly(false, true, false, false, true, false);
  }

  @Test
  void nothing_has_no_line() {
    assertThat(new LineSplitter(BYTES_MAX).end()).isEmpty();
  }

  private static List<Line> split(String text, SplittableRandom random) {
    var splitter = new LineSplitter(BYTES_MAX);
    var lines = new ArrayList<Line>();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + 1 + random.nextInt(20));
      lines.addAll(splitter.feed(Buffer.buffer(text.substring(from, to))));
      from = to;
    }
    lines.addAll(splitter.end());
    return lines;
  }
}
