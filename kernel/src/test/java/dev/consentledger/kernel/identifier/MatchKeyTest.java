package dev.consentledger.kernel.identifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Digest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class MatchKeyTest {
  private static final byte[] SECRET = new byte[32];

  static {
    Arrays.fill(SECRET, (byte) 0x0b);
  }

  private static final Digest DIGEST = Digest.ofForm("alexz@example.com");

  @Test
  void a_match_key_is_the_first_half_of_hmac_sha256_of_the_digests_bytes() throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    String hmac = HexFormat.of().formatHex(mac.doFinal(DIGEST.bytes()));

    MatchKey key = new MatchSecret(1, SECRET).keyOf(DIGEST);

    assertThat(key.hex()).isEqualTo(hmac.substring(0, 32));
    assertThat(key.bytes()).hasSize(MatchKey.BYTES);
  }

  @Test
  void secrets_of_any_length_key_as_the_JDKs_HMAC_does() throws Exception {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int length = MatchSecret.BYTES_MIN; length <= 200; length++) {
      byte[] secret = new byte[length];
      byte[] digests = new byte[96];
      random.nextBytes(secret);
      random.nextBytes(digests);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      mac.update(digests, 48, 32);

      MatchKey key = new MatchSecret(1, secret).newKeyer().keyOf(digests, 48);

      assertThat(key.bytes())
          .as("seed %d, length %d", seed, length)
          .isEqualTo(Arrays.copyOf(mac.doFinal(), MatchKey.BYTES));
    }
  }

  @Test
  void a_match_key_never_changes() {
    // Computed once with `openssl dgst -sha256 -mac HMAC`; stored keys depend on it.
    assertThat(new MatchSecret(1, SECRET).keyOf(DIGEST).hex())
        .isEqualTo("ef733f921a0d15fa59a8c51e32c2ba54");
  }

  @Test
  void one_keyer_gives_the_same_keys_again_and_again() {
    var secret = new MatchSecret(1, SECRET);
    MatchSecret.Keyer keyer = secret.newKeyer();

    assertThat(keyer.keyOf(DIGEST.bytes())).isEqualTo(secret.keyOf(DIGEST));
    assertThat(keyer.keyOf(DIGEST.bytes())).isEqualTo(secret.keyOf(DIGEST));
  }

  @Test
  void another_secret_gives_another_key() {
    byte[] other = SECRET.clone();
    other[31] ^= 1;

    assertThat(new MatchSecret(1, other).keyOf(DIGEST))
        .isNotEqualTo(new MatchSecret(1, SECRET).keyOf(DIGEST));
  }

  @Test
  void changing_the_callers_array_does_not_change_the_secret() {
    byte[] bytes = SECRET.clone();
    var secret = new MatchSecret(1, bytes);
    bytes[0] = 1;

    assertThat(secret.keyOf(DIGEST)).isEqualTo(new MatchSecret(1, SECRET).keyOf(DIGEST));
  }

  @Test
  void bytes_and_hex_round_trip() {
    MatchKey key = MatchKey.ofHex("00112233445566778899aabbccddeeff");

    assertThat(MatchKey.ofBytes(key.bytes())).isEqualTo(key);
    assertThat(key.hex()).isEqualTo("00112233445566778899aabbccddeeff");
  }

  @Test
  void keys_are_ordered_as_their_bytes_unsigned() {
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    List<MatchKey> keys =
        random.longs(400).mapToObj(high -> new MatchKey(high, random.nextLong())).toList();
    List<MatchKey> withTies =
        List.of(new MatchKey(1, -1), new MatchKey(1, 0), new MatchKey(-1, 0), new MatchKey(0, 0));

    for (List<MatchKey> some : List.of(keys, withTies)) {
      List<byte[]> byBytes =
          some.stream().map(MatchKey::bytes).sorted(Arrays::compareUnsigned).toList();
      assertThat(some.stream().sorted().map(MatchKey::bytes).toList())
          .as("seed %d", seed)
          .usingElementComparator(Arrays::compareUnsigned)
          .isEqualTo(byBytes);
    }
  }

  @Test
  void wrong_lengths_are_refused() {
    assertThatThrownBy(() -> MatchKey.ofBytes(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MatchKey.ofHex("00")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MatchSecret(1, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MatchSecret(1, SECRET).newKeyer().keyOf(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neither_key_nor_secret_nor_digest_prints() {
    var secret = new MatchSecret(7, SECRET);
    MatchKey key = secret.keyOf(DIGEST);

    assertThat(secret).asString().doesNotContain("0b").contains("version 7");
    assertThat(key)
        .asString()
        .doesNotContain(key.hex())
        .doesNotContain(Long.toString(key.high()))
        .doesNotContain(Long.toString(key.low()));
    assertThat(DIGEST).asString().doesNotContain(DIGEST.hex());
  }
}
