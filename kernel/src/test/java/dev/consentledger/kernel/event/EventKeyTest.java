package dev.consentledger.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.Resources;
import dev.consentledger.kernel.event.Seal.SealedFor;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class EventKeyTest {
  private static final byte[] PLAIN = "plain".getBytes(StandardCharsets.UTF_8);
  private static final EventId ID = EventId.parse("00000000-0000-4000-8000-000000000001");
  private static final EventId OTHER = EventId.parse("00000000-0000-4000-8000-000000000002");
  private static final StreamName STREAM =
      new StreamName("subject-6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a");
  private static final SealedFor WHAT = new SealedFor(ID, "dev.consentledger.X.v1", STREAM);
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void derived_keys_never_change() {
    for (var known : Resources.json("/event-keys.json").objects("keys")) {
      byte[] dataKey = HexFormat.of().parseHex(known.string("dataKey"));

      EventKey key = EventKey.derive(dataKey, EventId.parse(known.string("event")));

      assertThat(HexFormat.of().formatHex(key.bytes())).isEqualTo(known.string("key"));
    }
  }

  @Test
  void a_derived_key_is_hkdf_of_rfc_5869() throws Exception {
    byte[] dataKey = EntryFixtures.DATA_KEY;
    byte[] extracted = hmac(new byte[32], dataKey);
    byte[] id = HexFormat.of().parseHex(ID.toString().replace("-", ""));
    byte[] label = "consentledger.dev/sealed/v1\0".getBytes(StandardCharsets.US_ASCII);

    byte[] expected = hmac(extracted, label, id, new byte[] {1});

    assertThat(EventKey.derive(dataKey, ID).bytes()).isEqualTo(expected);
  }

  @Test
  void what_was_sealed_opens_again() {
    EventKey key = EventKey.derive(EntryFixtures.DATA_KEY, ID);
    byte[] box = key.seal(WHAT, PLAIN, RANDOM);

    assertThat(key.open(WHAT, box)).isEqualTo(PLAIN);
    assertThat(EventKey.ofBytes(key.bytes()).open(WHAT, box)).isEqualTo(PLAIN);
    assertThat(key.seal(WHAT, PLAIN, RANDOM)).isNotEqualTo(box);
  }

  @Test
  void another_events_key_does_not_open_it() {
    byte[] box = EventKey.derive(EntryFixtures.DATA_KEY, ID).seal(WHAT, PLAIN, RANDOM);
    EventKey other = EventKey.derive(EntryFixtures.DATA_KEY, OTHER);

    assertRefused(other, WHAT, box);
  }

  @Test
  void a_box_moved_to_another_id_type_or_stream_does_not_open() {
    EventKey key = EventKey.derive(EntryFixtures.DATA_KEY, ID);
    byte[] box = key.seal(WHAT, PLAIN, RANDOM);
    var elsewhere = new StreamName("subject-7f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a");

    assertRefused(key, new SealedFor(OTHER, WHAT.type(), STREAM), box);
    assertRefused(key, new SealedFor(ID, "dev.consentledger.Y.v1", STREAM), box);
    assertRefused(key, new SealedFor(ID, WHAT.type(), elsewhere), box);
  }

  @Test
  void a_box_with_any_bit_changed_does_not_open() {
    EventKey key = EventKey.derive(EntryFixtures.DATA_KEY, ID);
    byte[] box = key.seal(WHAT, PLAIN, RANDOM);
    for (int i = 0; i < box.length; i++) {
      byte[] damaged = box.clone();
      damaged[i] ^= 1;

      assertRefused(key, WHAT, damaged);
    }
    assertRefused(key, WHAT, new byte[27]);
  }

  @Test
  void keys_of_a_wrong_length_are_refused_and_keys_never_print() {
    assertThatThrownBy(() -> EventKey.ofBytes(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> EventKey.derive(new byte[31], ID))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(EventKey.ofBytes(new byte[32])).hasToString("EventKey(never printed)");
  }

  private static void assertRefused(EventKey key, SealedFor what, byte[] box) {
    assertThatThrownBy(() -> key.open(what, box)).isInstanceOf(EntryException.class);
  }

  private static byte[] hmac(byte[] key, byte[]... parts) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    for (byte[] part : parts) {
      mac.update(part);
    }
    return mac.doFinal();
  }
}
