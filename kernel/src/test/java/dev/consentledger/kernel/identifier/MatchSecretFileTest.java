package dev.consentledger.kernel.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchSecretFileTest {
  private static final String SETTING = "consentledger.match-secret-file";
  private static final String FIRST = "11".repeat(32);
  private static final String SECOND = "2f".repeat(40);

  @TempDir Path directory;

  @Test
  void every_line_is_a_secret_and_the_last_one_the_newest() throws Exception {
    MatchSecrets read =
        MatchSecretFile.read(file("1 " + FIRST + "\n\n7 " + SECOND + "\n"), SETTING);

    var expected = new MatchSecret(7, HexFormat.of().parseHex(SECOND));
    Digest digest = Digest.ofForm("a@example.com");
    assertThat(read.versions()).containsExactly(1, 7);
    assertThat(read.oldest().version()).isEqualTo(1);
    assertThat(read.newest().version()).isEqualTo(7);
    assertThat(read.of(7).orElseThrow().keyOf(digest)).isEqualTo(expected.keyOf(digest));
    assertThat(read.of(2)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "1",
        "0 1111111111111111111111111111111111111111111111111111111111111111",
        "1 11111111111111111111111111111111111111111111111111111111111111",
        "1 111111111111111111111111111111111111111111111111111111111111111g",
        "1 11111111111111111111111111111111111111111111111111111111111111111",
        "one 1111111111111111111111111111111111111111111111111111111111111111",
        "1 1111111111111111111111111111111111111111111111111111111111111111\n"
            + "1 2222222222222222222222222222222222222222222222222222222222222222",
        "2 1111111111111111111111111111111111111111111111111111111111111111\n"
            + "1 2222222222222222222222222222222222222222222222222222222222222222",
      })
  void a_garbled_file_is_refused_with_the_name_of_the_setting_and_nothing_of_its_content(
      String content) throws Exception {
    Path file = file(content);

    assertThatThrownBy(() -> MatchSecretFile.read(file, SETTING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(SETTING + ": ")
        .hasMessageNotContaining("1111");
  }

  @Test
  void a_missing_file_is_refused_with_the_name_of_the_setting() {
    assertThatThrownBy(() -> MatchSecretFile.read(directory.resolve("none"), SETTING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(SETTING + ": ");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(directory.resolve("match-secrets"), content);
  }
}
