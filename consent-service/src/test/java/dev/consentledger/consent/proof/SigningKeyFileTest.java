package dev.consentledger.consent.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.TreeHasher;
import dev.consentledger.kernel.proof.TreeHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyFileTest {
  private static final String ORIGIN = "example.com/log";
  @TempDir Path folder;

  @Test
  void a_key_in_a_closed_file_signs_as_the_log() throws Exception {
    SigningKey key = SigningKey.generate(ORIGIN, KeyType.ED25519);

    var signer = SigningKeyFile.read(ProofFixture.keyFile(folder, key.secretText()), ORIGIN);

    var checkpoint = new Checkpoint(ORIGIN, new TreeHead(0, new TreeHasher().emptyRoot()));
    var note = signer.sign(checkpoint).await().indefinitely();
    assertThat(signer.verifiers()).containsExactly(key.verifier());
    assertThat(Checkpoint.open(note, key.verifier())).isEqualTo(checkpoint);
    assertThat(signer.toString()).doesNotContain(key.secretText());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw------x"})
  void a_file_that_others_may_read_is_refused(String mode) throws Exception {
    Path file = ProofFixture.keyFile(folder, secret(ORIGIN, KeyType.ED25519));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    refused(file, "chmod 600");
  }

  @Test
  void a_missing_file_is_refused() {
    refused(folder.resolve("none"), "no such file");
  }

  @Test
  void a_key_of_another_log_is_refused() throws Exception {
    refused(
        ProofFixture.keyFile(folder, secret("example.com/other", KeyType.ED25519)),
        "not the log's origin");
  }

  @Test
  void a_witnesss_key_is_refused() throws Exception {
    refused(
        ProofFixture.keyFile(folder, secret(ORIGIN, KeyType.COSIGNATURE_V1)), "the type Ed25519");
  }

  @Test
  void rubbish_is_refused_and_not_repeated() throws Exception {
    Path file = ProofFixture.keyFile(folder, "PRIVATE+KEY+not+a+key");

    assertThatThrownBy(() -> SigningKeyFile.read(file, ORIGIN))
        .hasMessageStartingWith("consentledger.proof.signing-key-file: ")
        .hasNoCause()
        .message()
        .doesNotContain("not+a+key");
  }

  private static String secret(String name, KeyType type) {
    return SigningKey.generate(name, type).secretText();
  }

  private static void refused(Path file, String why) {
    assertThatThrownBy(() -> SigningKeyFile.read(file, ORIGIN))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("consentledger.proof.signing-key-file: ")
        .hasMessageContaining(why);
  }
}
