package dev.consentledger.consent.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.consent.ledger.TestEntries;
import dev.consentledger.kernel.proof.Checkpoint;
import dev.consentledger.kernel.proof.KeyType;
import dev.consentledger.kernel.proof.SigningKey;
import dev.consentledger.kernel.proof.VerifierKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyRotationTest {
  @RegisterExtension static final TestDatabases DATABASES = new TestDatabases();

  @TempDir Path folder;

  private ProofFixture fixture;
  private SigningKey next;

  @BeforeEach
  void start() throws Exception {
    fixture = new ProofFixture(DATABASES, folder);
    next = SigningKey.generate(fixture.key.verifier().name(), KeyType.ED25519);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void write(SigningKey... keys) throws Exception {
    String lines = Stream.of(keys).map(SigningKey::secretText).collect(Collectors.joining("\n"));
    Files.move(
        ProofFixture.keyFile(folder, lines), fixture.keyFile, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void refresh(ProofFixture.Instance instance) {
    TestEntries.await(instance.signingKeys.refresh());
  }

  private static SignedCheckpoint published(ProofFixture.Instance instance) {
    return TestEntries.await(instance.log.published()).orElseThrow();
  }

  @Test
  void both_keys_sign_in_the_overlap_and_the_new_one_alone_after_it() throws Exception {
    var instance = fixture.start();
    fixture.append(3);
    instance.awaitSigned(3);

    write(fixture.key, next);
    refresh(instance);
    fixture.append(2);
    instance.awaitSigned(5);
    SignedCheckpoint overlap = published(instance);
    write(next);
    refresh(instance);
    fixture.append(1);
    instance.awaitSigned(6);

    List<VerifierKey> both = List.of(fixture.key.verifier(), next.verifier());
    assertThat(overlap.note().verify(both)).isEqualTo(both);
    assertThat(published(instance).note().verify(both)).containsExactly(next.verifier());
    assertThat(TestEntries.await(instance.log.everyVerifier())).isEqualTo(both);
    for (SignedCheckpoint each : TestEntries.await(instance.log.signed())) {
      assertThat(Checkpoint.open(each.note(), both).head()).isEqualTo(each.head());
    }
    var state = TestEntries.await(instance.signingKeys.state());
    assertThat(state.former()).containsExactly(fixture.key.verifier());
    assertThat(state.signers()).containsExactly(next.verifier());
  }

  @Test
  void a_ledger_at_rest_gets_the_new_keys_signature_too() throws Exception {
    var instance = fixture.start();
    fixture.append(3);
    instance.awaitSigned(3);
    write(fixture.key, next);

    refresh(instance);
    refresh(fixture.standBy());

    SignedCheckpoint published = published(instance);
    assertThat(published.size()).isEqualTo(3);
    assertThat(published.note().signatures()).hasSize(2);
    assertThat(published.note().verify(List.of(next.verifier()))).hasSize(1);
    assertThat(TestEntries.await(instance.signingKeys.state()).signers())
        .containsExactly(fixture.key.verifier(), next.verifier());
  }

  @Test
  void a_key_is_not_replaced_without_an_overlap() throws Exception {
    var instance = fixture.standBy();
    write(next);

    assertThatThrownBy(() -> refresh(instance)).hasMessageContaining("the key that signs now");

    var state = TestEntries.await(instance.signingKeys.state());
    assertThat(state.keys()).containsExactly(fixture.key.verifier());
    assertThat(state.problem().orElseThrow())
        .startsWith("consentledger.proof.signing-key-file: ")
        .doesNotContain("PRIVATE");
  }

  @Test
  void a_key_that_somebody_put_into_the_table_is_not_believed() throws Exception {
    var instance = fixture.standBy();
    SigningKey stranger = SigningKey.generate(next.verifier().name(), KeyType.ED25519);
    fixture.database.tamper(
        "INSERT INTO proof_key_change VALUES ('%s', '%s', '%s', now())"
            .formatted(
                stranger.verifier().text(),
                fixture.key.verifier().text(),
                dev.consentledger.kernel.proof.KeyChange.sign(stranger, next).encode()));

    assertThat(TestEntries.await(instance.log.everyVerifier()))
        .containsExactly(fixture.key.verifier());
  }

  @Test
  void keys_that_came_one_after_the_other_are_all_known() throws Exception {
    SigningKey third = SigningKey.generate(next.verifier().name(), KeyType.ED25519);
    var instance = fixture.standBy();
    for (List<SigningKey> keys :
        List.of(List.of(fixture.key, next), List.of(next), List.of(next, third), List.of(third))) {
      write(keys.toArray(SigningKey[]::new));
      refresh(instance);
    }

    assertThat(TestEntries.await(instance.log.everyVerifier()))
        .containsExactly(fixture.key.verifier(), next.verifier(), third.verifier());
    assertThat(TestEntries.await(fixture.standBy().log.everyVerifier())).hasSize(3);
  }
}
