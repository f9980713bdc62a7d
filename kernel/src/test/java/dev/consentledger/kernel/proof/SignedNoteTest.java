package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.Resources;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
  /** From the documentation of Go's sumdb/note; its signatures are deterministic. */
  private static final String GO_VKEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String GO_SIGNING_KEY =
      "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
  private static final String GO_TEXT =
      """
      If you think cryptography is the answer to your problem,
      then you don't know what your problem is.
      """;
  private static final String GO_NOTE =
      GO_TEXT
          + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
          + "qdngotpRZb6KE6RyyBwJnAM=\n";

  /** From C2SP's signed-note. */
  private static final String C2SP_VKEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

  private static final String C2SP_NOTE =
      "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ON"
          + "ncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

  @Test
  void published_notes_verify() {
    SignedNote.parse(GO_NOTE).verify(VerifierKey.parse(GO_VKEY));
    SignedNote note = SignedNote.parse(C2SP_NOTE.getBytes(StandardCharsets.UTF_8));
    note.verify(VerifierKey.parse(C2SP_VKEY));

    assertThat(note.text()).isEqualTo("This is an example message.\n");
    assertThat(note.encode()).isEqualTo(C2SP_NOTE);
  }

  @Test
  void a_published_key_makes_the_published_signature() {
    SigningKey key = SigningKey.parse(GO_SIGNING_KEY);

    var note = new SignedNote(GO_TEXT, List.of(key.sign(GO_TEXT)));

    assertThat(note.encode()).isEqualTo(GO_NOTE);
    assertThat(key.verifier().text()).isEqualTo(GO_VKEY);
    assertThat(key.secretText()).isEqualTo(GO_SIGNING_KEY);
  }

  @Test
  void a_public_logs_checkpoint_and_its_witness_verify() {
    SignedNote note = SignedNote.parse(Resources.bytes("/notes/public-log.note"));
    VerifierKey log =
        VerifierKey.parse(
            "arche2025h1.staging.ct.transparency.dev+ba2f06c0"
                + "+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f");
    VerifierKey witness =
        VerifierKey.parse("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2");

    Checkpoint checkpoint = Checkpoint.open(note, log);

    assertThat(checkpoint.head().size()).isEqualTo(1_432_088_532);
    assertThat(note.cosignatures(List.of(witness)))
        .containsExactly(new Cosignature(witness, Instant.ofEpochSecond(0x6a122120)));
    assertThat(note.encode()).isEqualTo(Resources.text("/notes/public-log.note"));
  }

  @Test
  void what_a_fresh_key_signs_verifies_and_nothing_else_does() {
    SigningKey key = SigningKey.generate("log.example/1", KeyType.ED25519);
    var note = new SignedNote("text\n", List.of(key.sign("text\n")));
    var other = new SignedNote("texT\n", note.signatures());
    VerifierKey namesake = SigningKey.generate("log.example/1", KeyType.ED25519).verifier();

    note.verify(VerifierKey.parse(key.verifier().text()));
    assertThat(SigningKey.parse(key.secretText()).sign("text\n"))
        .isEqualTo(note.signatures().getFirst());
    assertThatThrownBy(() -> other.verify(key.verifier()))
        .isInstanceOf(ProofException.class)
        .hasMessageContaining("does not verify");
    assertThatThrownBy(() -> note.verify(namesake))
        .isInstanceOf(ProofException.class)
        .hasMessageContaining("not signed by");
  }

  @Test
  void lines_of_unknown_keys_are_ignored_but_a_false_line_of_a_known_key_is_not() {
    SigningKey key = SigningKey.generate("log.example/1", KeyType.ED25519);
    SigningKey stranger = SigningKey.generate("log.example/1", KeyType.ED25519);
    NoteSignature good = key.sign("text\n");
    NoteSignature bad = key.sign("other text\n");

    new SignedNote("text\n", List.of(stranger.sign("x\n"), good)).verify(key.verifier());
    assertThatThrownBy(() -> new SignedNote("text\n", List.of(good, bad)).verify(key.verifier()))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void the_text_may_hold_empty_lines() {
    SigningKey key = SigningKey.generate("log.example/1", KeyType.ED25519);
    String text = "a\n\nb\n\n\nc\n";
    var note = new SignedNote(text, List.of(key.sign(text)));

    SignedNote parsed = SignedNote.parse(note.encode());

    assertThat(parsed).isEqualTo(note);
    parsed.verify(key.verifier());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text\n",
        "text\n\n",
        "text\n— log AAAAAAA=\n",
        "text\n\n— log AAAAAAA=",
        "text\n\n- log AAAAAAA=\n",
        "text\n\n—log AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— log\n",
        "text\n\n— log AAAAAAA\n",
        "text\n\n— log AAAAAAB=\n",
        "text\n\n— log AAAAAA==\n",
        "text\n\n— log AAAAAAA= \n",
        "text\n\n— log AAAA_AA=\n",
        "text\n\n— l+g AAAAAAA=\n",
        "text\n\n— l\u00a0g AAAAAAA=\n",
        "text\n\n— l g AAAAAAA=\n",
        "te\txt\n\n— log AAAAAAA=\n",
        "te\rxt\n\n— log AAAAAAA=\n",
        "te\u0000xt\n\n— log AAAAAAA=\n",
        "te\ud800xt\n\n— log AAAAAAA=\n",
        "text\n\n— log AAAAAAA=\nmore\n",
      })
  void a_note_of_another_shape_is_refused(String note) {
    assertThatThrownBy(() -> SignedNote.parse(note)).isInstanceOf(ProofException.class);
  }

  @Test
  void a_note_that_is_not_utf8_or_too_large_is_refused() {
    byte[] bytes = C2SP_NOTE.getBytes(StandardCharsets.UTF_8);
    bytes[0] = (byte) 0xff;

    assertThatThrownBy(() -> SignedNote.parse(bytes)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> SignedNote.parse(new byte[SignedNote.BYTES_MAX + 1]))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void sixteen_signatures_are_read_and_more_than_the_limit_are_not() {
    String line = "— log AAAAAAA=\n";

    assertThat(SignedNote.parse("text\n\n" + line.repeat(16)).signatures()).hasSize(16);
    assertThatThrownBy(
            () -> SignedNote.parse("text\n\n" + line.repeat(SignedNote.SIGNATURES_MAX + 1)))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> new SignedNote("text\n", Collections.emptyList()))
        .isInstanceOf(ProofException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+0c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann++ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+",
      })
  void a_vkey_whose_parts_disagree_is_refused(String vkey) {
    assertThatThrownBy(() -> VerifierKey.parse(vkey)).isInstanceOf(ProofException.class);
  }

  @Test
  void a_key_that_is_no_point_of_the_curve_is_refused() {
    byte[] noPoint = new byte[32];
    noPoint[0] = 2;

    assertThatThrownBy(() -> Ed25519.publicKey(noPoint)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> Ed25519.publicKey(new byte[31])).isInstanceOf(ProofException.class);
  }

  @Test
  void raw_keys_round_trip() {
    for (int i = 0; i < 20; i++) {
      var key = Ed25519.generate().getPublic();
      assertThat(Ed25519.publicKey(Ed25519.rawOf(key))).isEqualTo(key);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+PeterNeumann+c74f20a3",
        "PRIVATE+KEY+PeterNeumann+c74f20a4+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFy",
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKD",
      })
  void a_damaged_signing_key_is_refused_without_repeating_it(String text) {
    assertThatThrownBy(() -> SigningKey.parse(text))
        .isInstanceOf(ProofException.class)
        .hasMessageNotContaining("AYEKFAL");
  }

  @Test
  void a_signing_key_never_prints_and_its_halves_belong_together() {
    SigningKey key = SigningKey.parse(GO_SIGNING_KEY);
    var mixed = new KeyPair(Ed25519.generate().getPublic(), Ed25519.generate().getPrivate());

    assertThat(key).asString().doesNotContain("AYEKFAL");
    assertThatThrownBy(() -> SigningKey.of("log", KeyType.ED25519, mixed))
        .isInstanceOf(ProofException.class);
  }
}
