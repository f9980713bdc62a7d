package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class KeyChangeTest {
  private static final SigningKey OLD = SigningKey.generate("log.example/1", KeyType.ED25519);
  private static final SigningKey NEW = SigningKey.generate("log.example/1", KeyType.ED25519);
  private static final SigningKey STRANGER = SigningKey.generate("log.example/1", KeyType.ED25519);

  @Test
  void both_keys_sign_it_and_it_reads_back() {
    SignedNote note = SignedNote.parse(KeyChange.sign(OLD, NEW).encode());

    assertThat(KeyChange.open(note)).isEqualTo(new KeyChange(OLD.verifier(), NEW.verifier()));
  }

  @Test
  void one_signature_is_not_enough() {
    String text = KeyChange.sign(OLD, NEW).text();

    for (SigningKey alone : List.of(OLD, NEW)) {
      var note = new SignedNote(text, List.of(alone.sign(text), STRANGER.sign(text)));
      assertThatThrownBy(() -> KeyChange.open(note)).isInstanceOf(ProofException.class);
    }
  }

  @Test
  void it_is_no_checkpoint_and_a_checkpoint_is_none() {
    SignedNote change = KeyChange.sign(OLD, NEW);
    var head = new TreeHead(0, new TreeHasher().emptyRoot());
    SignedNote checkpoint = new Checkpoint("log.example/1", head).sign(OLD);

    assertThatThrownBy(() -> Checkpoint.open(change, OLD.verifier()))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> KeyChange.open(checkpoint)).isInstanceOf(ProofException.class);
  }

  @Test
  void it_joins_two_keys_of_one_log() {
    SigningKey elsewhere = SigningKey.generate("log.example/2", KeyType.ED25519);

    assertThatThrownBy(() -> KeyChange.sign(OLD, elsewhere)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> KeyChange.sign(OLD, OLD)).isInstanceOf(ProofException.class);
  }

  @Test
  void a_checkpoint_counts_under_any_trusted_key_and_every_line_of_theirs_must_hold() {
    var checkpoint = new Checkpoint("log.example/1", new TreeHead(0, new TreeHasher().emptyRoot()));
    SignedNote both = checkpoint.sign(OLD).with(NEW.sign(checkpoint.text()));
    SignedNote damaged = checkpoint.sign(OLD).with(NEW.sign("another text\n"));
    List<VerifierKey> trusted = List.of(OLD.verifier(), NEW.verifier());

    for (VerifierKey one : trusted) {
      assertThat(Checkpoint.open(both, List.of(one))).isEqualTo(checkpoint);
    }
    assertThat(Checkpoint.open(checkpoint.sign(NEW), trusted)).isEqualTo(checkpoint);
    assertThatThrownBy(() -> Checkpoint.open(damaged, trusted)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> Checkpoint.open(both, List.of(STRANGER.verifier())))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> Checkpoint.open(both, List.of())).isInstanceOf(ProofException.class);
  }
}
