package dev.consentledger.kernel.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.proof.RootBuilder;
import dev.consentledger.kernel.proof.TreeHasher;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PairingRecordTest {
  private static final PairingLeaf LEAF =
      new PairingLeaf(
          7,
          new MatchKey(0x0102030405060708L, 0x1112131415161718L),
          SubjectId.parse("6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a"),
          new Position(9));

  @Test
  void an_erased_pairing_has_the_same_place_in_the_root() {
    var hasher = new TreeHasher();
    var whole = new RootBuilder();
    whole.add(LEAF.bytes());
    var erased = new RootBuilder();

    erased.addLeafHash(new PairingRecord.Whole(LEAF).erase(hasher).leafHash(hasher));

    assertThat(erased.root()).isEqualTo(whole.root());
  }

  @Test
  void both_forms_are_read_as_they_were_written() {
    PairingRecord whole = new PairingRecord.Whole(LEAF);
    PairingRecord erased = new PairingRecord.Whole(LEAF).erase(new TreeHasher());

    assertThat(PairingRecord.ofBytes(whole.bytes())).isEqualTo(whole);
    assertThat(PairingRecord.ofBytes(erased.bytes())).isEqualTo(erased);
    assertThat(erased.grant()).isEqualTo(LEAF.grant());
  }

  @Test
  void an_erased_pairing_holds_neither_subject_nor_match_key() {
    String erased = hex(new PairingRecord.Whole(LEAF).erase(new TreeHasher()).bytes());

    assertThat(erased).doesNotContain("6f1d4b0e52a5").doesNotContain("0102030405060708");
  }

  @Test
  void other_lengths_are_refused() {
    assertThatThrownBy(() -> PairingRecord.ofBytes(new byte[47]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
