package dev.consentledger.kernel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TileTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 273, 112, tile/0/273.p/112",
    "1, 1, 17, tile/1/001.p/17",
    "2, 0, 1, tile/2/000.p/1",
    "0, 999, 256, tile/0/999",
    "0, 1000, 256, tile/0/x001/000",
    "0, 1234067, 256, tile/0/x001/x234/067",
    "63, 1234067, 255, tile/63/x001/x234/067.p/255",
    "0, 999999999999999999, 1, tile/0/x999/x999/x999/x999/x999/999.p/1",
  })
  void a_tile_has_one_path(int level, long index, int width, String path) {
    assertThat(new TileId(level, index, width).path()).isEqualTo(path);
    assertThat(TileId.parse(path)).isEqualTo(new TileId(level, index, width));

    String entries = path.replaceFirst("tile/[0-9]+/", "tile/entries/");
    assertThat(new EntryBundleId(index, width).path()).isEqualTo(entries);
    assertThat(EntryBundleId.parse(entries)).isEqualTo(new EntryBundleId(index, width));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile",
        "tile/",
        "tile/0",
        "tile/0/",
        "/tile/0/000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/+1/000",
        "tile/a/000",
        "tile/99999999999999999999/000",
        "tile/0/0",
        "tile/0/0000",
        "tile/0/1000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/002",
        "tile/0/X001/002",
        "tile/0/x001/x002",
        "tile/0/x001/x001/x001/x001/x001/x001/001",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/999",
        "tile/0/000.p/1/",
        "tile/0/../000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
      })
  void any_other_path_is_refused(String path) {
    assertThatThrownBy(() -> TileId.parse(path)).isInstanceOf(ProofException.class);
    String entries = path.replaceFirst("tile/0/", "tile/entries/");
    assertThatThrownBy(() -> EntryBundleId.parse(entries)).isInstanceOf(ProofException.class);
  }

  @Test
  void a_tile_is_as_wide_as_its_tree_makes_it() {
    assertThat(TileId.inTree(0, 273, 70_000).width()).isEqualTo(112);
    assertThat(TileId.inTree(0, 272, 70_000).isFull()).isTrue();
    assertThat(TileId.inTree(1, 1, 70_000).width()).isEqualTo(17);
    assertThat(EntryBundleId.inTree(273, 70_000)).isEqualTo(new EntryBundleId(273, 112));
    assertThat(EntryBundleId.inTree(273, 70_000).firstEntry()).isEqualTo(69_888);
    assertThatThrownBy(() -> TileId.inTree(0, 1, 256)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> TileId.inTree(0, 2, 257)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> TileId.inTree(3, 0, 70_000)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> TileId.inTree(63, 0, Long.MAX_VALUE))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void a_tile_is_its_hashes_one_after_the_other() {
    List<Hash> hashes = TestTree.of(3).leafHashes;
    byte[] bytes = new HashTile(hashes).encode();

    assertThat(bytes).hasSize(96);
    assertThat(Hash.of(Arrays.copyOfRange(bytes, 32, 64))).isEqualTo(hashes.get(1));
    assertThat(HashTile.decode(bytes, 3)).isEqualTo(new HashTile(hashes));
  }

  @Test
  void a_tile_of_another_length_is_refused() {
    byte[] bytes = new HashTile(TestTree.of(3).leafHashes).encode();

    assertThatThrownBy(() -> HashTile.decode(bytes, 2)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> HashTile.decode(bytes, 4)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> HashTile.decode(Arrays.copyOf(bytes, 95), 3))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> HashTile.decode(new byte[0], 0)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> HashTile.decode(new byte[257 * 32], 257))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void a_bundle_is_its_entries_behind_their_lengths() {
    byte[] largest = new byte[EntryBundle.ENTRY_BYTES_MAX];
    List<byte[]> entries = List.of(new byte[] {1, 2}, new byte[0], largest);
    byte[] bytes = EntryBundle.encode(entries);

    assertThat(Arrays.copyOf(bytes, 8)).containsExactly(0, 2, 1, 2, 0, 0, 0xff, 0xff);
    assertThat(EntryBundle.decode(bytes, 3))
        .usingElementComparator(Arrays::compare)
        .isEqualTo(entries);
  }

  @Test
  void a_damaged_bundle_is_refused() {
    byte[] bytes = EntryBundle.encode(List.of(new byte[] {1, 2}, new byte[] {3}));

    assertThatThrownBy(() -> EntryBundle.decode(bytes, 1)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> EntryBundle.decode(bytes, 3)).isInstanceOf(ProofException.class);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> EntryBundle.decode(cut, 2)).isInstanceOf(ProofException.class);
    }
    assertThatThrownBy(() -> EntryBundle.decode(Arrays.copyOf(bytes, bytes.length + 1), 2))
        .isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> EntryBundle.decode(Arrays.copyOf(bytes, bytes.length + 2), 2))
        .isInstanceOf(ProofException.class);
  }

  @Test
  void a_bundle_that_cannot_be_served_is_not_written() {
    List<byte[]> many = IntStream.range(0, 257).mapToObj(i -> new byte[0]).toList();

    assertThatThrownBy(() -> EntryBundle.encode(many)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> EntryBundle.encode(List.of())).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[65_536])))
        .isInstanceOf(ProofException.class);
  }
}
