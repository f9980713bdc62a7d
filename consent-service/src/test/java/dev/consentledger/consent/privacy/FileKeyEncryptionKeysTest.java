package dev.consentledger.consent.privacy;

import static dev.consentledger.consent.privacy.TestKeys.ONE;
import static dev.consentledger.consent.privacy.TestKeys.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.SubjectId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileKeyEncryptionKeysTest {
  private static final SubjectId ANN = SubjectId.parse("00000000-0000-4000-8000-000000000001");
  private static final SubjectId BOB = SubjectId.parse("00000000-0000-4000-8000-000000000002");
  private static final byte[] DATA_KEY = new byte[32];

  static {
    Arrays.fill(DATA_KEY, (byte) 7);
  }

  @TempDir Path directory;

  private static WrappedKey wrap(KeyEncryptionKeys keys) {
    return keys.wrap(ANN, DATA_KEY).await().indefinitely();
  }

  private static byte[] unwrap(KeyEncryptionKeys keys, SubjectId subject, WrappedKey wrapped) {
    return keys.unwrap(subject, wrapped).await().indefinitely();
  }

  @Test
  void the_last_line_wraps_and_every_line_unwraps() throws IOException {
    WrappedKey old = wrap(TestKeys.keys(directory, ONE));
    KeyEncryptionKeys both = TestKeys.keys(directory, ONE, TWO);

    assertThat(old.version()).isEqualTo(1);
    assertThat(wrap(both).version()).isEqualTo(2);
    assertThat(unwrap(both, ANN, old)).isEqualTo(DATA_KEY);
    assertThat(unwrap(both, ANN, wrap(both))).isEqualTo(DATA_KEY);
  }

  @Test
  void a_wrap_under_another_version_or_key_is_refused() throws IOException {
    WrappedKey one = wrap(TestKeys.keys(directory, ONE));
    KeyEncryptionKeys onlyTwo = TestKeys.keys(directory, TWO);
    KeyEncryptionKeys sameKeyAsTwo = TestKeys.keys(directory, "2 " + ONE.substring(2));
    KeyEncryptionKeys otherOne = TestKeys.keys(directory, "1 " + TWO.substring(2));

    assertUnreadable(onlyTwo, ANN, one);
    assertUnreadable(sameKeyAsTwo, ANN, new WrappedKey(2, one.bytes()));
    assertUnreadable(otherOne, ANN, one);
  }

  @Test
  void a_wrap_of_another_subject_is_refused() throws IOException {
    KeyEncryptionKeys keys = TestKeys.keys(directory, ONE);

    assertUnreadable(keys, BOB, wrap(keys));
  }

  @Test
  void a_wrap_with_any_bit_flipped_or_of_another_length_is_refused() throws IOException {
    KeyEncryptionKeys keys = TestKeys.keys(directory, ONE);
    byte[] wrap = wrap(keys).bytes();

    for (int bit = 0; bit < wrap.length * 8; bit++) {
      byte[] damaged = wrap.clone();
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      assertUnreadable(keys, ANN, new WrappedKey(1, damaged));
    }
    for (int length : new int[] {0, 12, 28, 59, 61}) {
      assertUnreadable(keys, ANN, new WrappedKey(1, Arrays.copyOf(wrap, length)));
    }
  }

  private static void assertUnreadable(
      KeyEncryptionKeys keys, SubjectId subject, WrappedKey wrapped) {
    assertThatThrownBy(() -> unwrap(keys, subject, wrapped)).isInstanceOf(DataKeyUnreadable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "1",
        "1 1111",
        "0 1111111111111111111111111111111111111111111111111111111111111111",
        "1  1111111111111111111111111111111111111111111111111111111111111111",
        "1 11111111111111111111111111111111111111111111111111111111111111111",
        "1 111111111111111111111111111111111111111111111111111111111111111g",
        "1 1111111111111111111111111111111111111111111111111111111111111111\n\n",
        "1 1111111111111111111111111111111111111111111111111111111111111111\n"
            + "1 2222222222222222222222222222222222222222222222222222222222222222"
      })
  void a_garbled_file_is_refused_by_the_settings_name_and_not_quoted(String content)
      throws IOException {
    Path file = TestKeys.file(directory, "rw-------", content);

    assertThatThrownBy(() -> TestKeys.keys(file))
        .hasMessageStartingWith("consentledger.key-encryption-key-file: ")
        .hasMessageNotContaining("1111");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---"})
  void a_file_open_to_group_or_others_is_refused(String mode) throws IOException {
    Path file = TestKeys.file(directory, mode, ONE);

    assertThatThrownBy(() -> TestKeys.keys(file))
        .hasMessageStartingWith("consentledger.key-encryption-key-file: ")
        .hasMessageContaining("chmod 600");
  }

  @Test
  void a_missing_file_is_refused() {
    assertThatThrownBy(() -> TestKeys.keys(directory.resolve("none")))
        .hasMessage("consentledger.key-encryption-key-file: there is no such file");
    assertThatThrownBy(() -> TestKeys.keys(directory))
        .hasMessage("consentledger.key-encryption-key-file: there is no such file");
  }

  @Test
  void keys_never_print() throws IOException {
    KeyEncryptionKeys keys = TestKeys.keys(directory, ONE);

    assertThat(keys.toString() + wrap(keys) + new KeyWrap(1, DATA_KEY))
        .doesNotContainIgnoringCase("0707")
        .doesNotContain("1111");
    assertThat(new SubjectSeal(ANN, DATA_KEY)).hasToString("SubjectSeal(never printed)");
  }
}
