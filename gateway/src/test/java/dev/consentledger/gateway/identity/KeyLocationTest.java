package dev.consentledger.gateway.identity;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyLocationTest {

  @Test
  void no_key_is_refused_at_start(@TempDir Path folder) {
    assertThatThrownBy(() -> KeyLocation.check(Optional.empty()))
        .hasMessageContaining(KeyLocation.SETTING);
    assertThatThrownBy(
            () -> KeyLocation.check(Optional.of(folder.resolve("no").toUri().toString())))
        .hasMessageContaining(KeyLocation.SETTING);
  }

  @Test
  void a_file_and_a_jwks_address_are_taken(@TempDir Path folder) throws IOException {
    Path key = Files.createFile(folder.resolve("key.pem"));
    assertThatCode(() -> KeyLocation.check(Optional.of(key.toUri().toString())))
        .doesNotThrowAnyException();
    assertThatCode(() -> KeyLocation.check(Optional.of("https://keys.example/jwks")))
        .doesNotThrowAnyException();
  }
}
