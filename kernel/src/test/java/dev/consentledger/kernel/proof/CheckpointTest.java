package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final String ORIGIN = "example.com/behind-the-sofa";
  private static final String ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
  private static final String TEXT = ORIGIN + "\n20852163\n" + ROOT + "\n";
  private static final Instant TIME = Instant.ofEpochSecond(1_679_315_147);

  private final SigningKey log = SigningKey.generate(ORIGIN, KeyType.ED25519);
  private final SigningKey witness =
      SigningKey.generate("witness.example.com/w1", KeyType.COSIGNATURE_V1);
  private final Checkpoint checkpoint = Checkpoint.parse(TEXT);

  @Test
  void the_specifications_example_is_read_and_written_the_same() {
    assertThat(checkpoint.origin()).isEqualTo(ORIGIN);
    assertThat(checkpoint.head().size()).isEqualTo(20_852_163);
    assertThat(checkpoint.head().root().base64()).isEqualTo(ROOT);
    assertThat(checkpoint.text()).isEqualTo(TEXT);
    assertThat(new Checkpoint(ORIGIN, checkpoint.head())).isEqualTo(checkpoint);
  }

  @Test
  void extension_lines_are_kept_and_signed() {
    Checkpoint extended = Checkpoint.parse(TEXT + "one\ntwo\n");

    assertThat(extended.extensions()).containsExactly("one", "two");
    assertThat(extended.text()).isEqualTo(TEXT + "one\ntwo\n");
    assertThat(Checkpoint.open(extended.sign(log), log.verifier())).isEqualTo(extended);
  }

  @Test
  void an_empty_log_has_a_checkpoint() {
    var empty = new Checkpoint(ORIGIN, new TreeAppender().head());

    assertThat(Checkpoint.parse(empty.text())).isEqualTo(empty);
    assertThat(empty.text())
        .isEqualTo(ORIGIN + "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "o\n1\n",
        "o\n1\n" + ROOT,
        "\n1\n" + ROOT + "\n",
        "o\n\n" + ROOT + "\n",
        "o\n01\n" + ROOT + "\n",
        "o\n+1\n" + ROOT + "\n",
        "o\n-1\n" + ROOT + "\n",
        "o\n1 \n" + ROOT + "\n",
        "o\n١\n" + ROOT + "\n",
        "o\n9223372036854775808\n" + ROOT + "\n",
        "o\n0\n" + ROOT + "\n",
        "o\n1\n\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "o\n1\nCsUYapGGPo4dkMgIAUqom_Xajj7h2fB2MPA3j2jxq2I=\n",
        "o\n1\nAAAA\n",
        "o\n1\n" + ROOT + "\n\n",
        "o\n1\n" + ROOT + "\n\nx\n",
      })
  void a_checkpoint_of_another_shape_is_refused(String text) {
    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(ProofException.class);
  }

  @Test
  void a_checkpoint_opens_only_with_its_logs_key_and_origin() {
    SignedNote note = checkpoint.sign(log);
    SigningKey elsewhere = SigningKey.generate("example.com/elsewhere", KeyType.ED25519);
    var foreign = new SignedNote(TEXT, List.of(elsewhere.sign(TEXT)));

    assertThat(Checkpoint.open(note, log.verifier())).isEqualTo(checkpoint);
    assertThatThrownBy(() -> Checkpoint.open(note, elsewhere.verifier()))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> Checkpoint.open(foreign, elsewhere.verifier()))
        .isInstanceOf(ProofException.class)
        .hasMessageContaining("another log");
    assertThatThrownBy(() -> checkpoint.sign(elsewhere))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_witness_signs_the_specifications_message() {
    String expected = "cosignature/v1\ntime 1679315147\n" + TEXT;

    assertThat(Cosignature.message(TEXT, TIME.getEpochSecond())).asString().isEqualTo(expected);
  }

  @Test
  void a_cosigned_checkpoint_says_who_saw_it_and_when() {
    SignedNote note = checkpoint.sign(log).with(witness.cosign(checkpoint, TIME));
    VerifierKey key = VerifierKey.parse(witness.verifier().text());

    SignedNote read = SignedNote.parse(note.encode());

    assertThat(Checkpoint.open(read, log.verifier())).isEqualTo(checkpoint);
    assertThat(read.cosignatures(List.of(key))).containsExactly(new Cosignature(key, TIME));
    assertThat(checkpoint.sign(log).cosignatures(List.of(key))).isEmpty();
  }

  @Test
  void two_cosignatures_of_one_witness_count_once_with_the_later_time() {
    SignedNote note =
        checkpoint
            .sign(log)
            .with(witness.cosign(checkpoint, TIME))
            .with(witness.cosign(checkpoint, TIME.plusSeconds(9)))
            .with(witness.cosign(checkpoint, TIME.plusSeconds(5)));

    assertThat(note.cosignatures(List.of(witness.verifier())))
        .containsExactly(new Cosignature(witness.verifier(), TIME.plusSeconds(9)));
  }

  @Test
  void a_cosignature_of_another_text_or_time_or_length_is_refused() {
    var another = new Checkpoint(ORIGIN, new TreeHead(1, checkpoint.head().root()));
    NoteSignature good = witness.cosign(checkpoint, TIME);
    byte[] later = good.signature().clone();
    later[7]++;
    byte[] negative = good.signature().clone();
    negative[0] = (byte) 0x80;
    byte[] distant = good.signature().clone();
    distant[0] = 0x7f;

    assertRefused(witness.cosign(another, TIME));
    assertRefused(new NoteSignature(good.name(), good.keyId(), later));
    assertRefused(new NoteSignature(good.name(), good.keyId(), negative));
    assertRefused(new NoteSignature(good.name(), good.keyId(), distant));
    assertRefused(new NoteSignature(good.name(), good.keyId(), new byte[64]));
    assertRefused(new NoteSignature(good.name(), good.keyId(), new byte[73]));
  }

  @Test
  void a_key_signs_only_what_its_type_is_for() {
    assertThatThrownBy(() -> witness.sign(TEXT)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.cosign(checkpoint, TIME))
        .isInstanceOf(IllegalStateException.class);
    SignedNote note = checkpoint.sign(log);
    assertThatThrownBy(() -> note.verify(witness.verifier()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> note.cosignatures(List.of(log.verifier())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private void assertRefused(NoteSignature cosignature) {
    SignedNote note = checkpoint.sign(log).with(cosignature);

    assertThatThrownBy(() -> note.cosignatures(List.of(witness.verifier())))
        .isInstanceOf(ProofException.class);
  }
}
