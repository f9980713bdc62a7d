package dev.consentledger.kernel.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.json.JsonException;
import dev.consentledger.kernel.permission.PermissionCodec.TopicRecord;
import dev.consentledger.kernel.permission.PermissionMessage.Erased;
import dev.consentledger.kernel.permission.PermissionMessage.NoticeInvalid;
import dev.consentledger.kernel.permission.PermissionMessage.PermissionState;
import dev.consentledger.kernel.permission.PermissionMessage.Watermark;
import dev.consentledger.kernel.purpose.NoticeVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionCodecTest {
  private static final String SUBJECT = "6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a";
  private static final PermissionState STATE =
      new PermissionState(
          SubjectId.parse(SUBJECT),
          new AccountId("account-1"),
          new Position(17),
          List.of(
              new PermittedContactPoint(
                  new ContactPointId("phone-1"),
                  ContactPointKind.PHONE,
                  MatchKeys.of(3, List.of(new MatchKey(1, 2), new MatchKey(-1, -2))),
                  new Position(9),
                  Optional.of(new NoticeVersion("ads", "3")))));
  private static final String STATE_JSON =
      "{\"account\":\"account-1\",\"position\":17,\"matchSecretVersions\":[3],\"contactPoints\":[{\"id\":\"phone-1\","
          + "\"kind\":\"phone\",\"matchKeys\":[\"00000000000000010000000000000002\","
          + "\"fffffffffffffffffffffffffffffffe\"],\"grantedAt\":9,\"notice\":{\"id\":\"ads\",\"version\":\"3\"}}]}";

  private static final String TOLD = "\"matchSecretVersions\":[3],";

  private static PermissionMessage decode(TopicRecord written) {
    return PermissionCodec.decode(
        written,
        () -> {
          throw new AssertionError("the record tells its versions");
        });
  }

  @Test
  void an_invalid_notice_is_this_record_and_no_other() {
    var message = new NoticeInvalid(new NoticeVersion("ads", "3"), new Position(21));

    TopicRecord encoded = PermissionCodec.encode(message);

    assertThat(encoded)
        .isEqualTo(
            new TopicRecord(
                "notice:ads/3",
                "{\"position\":21,\"invalidNotice\":{\"id\":\"ads\",\"version\":\"3\"}}",
                new Position(21)));
    assertThat(decode(encoded)).isEqualTo(message);
    assertThatThrownBy(
            () -> decode(new TopicRecord("notice:ads/4", encoded.value(), encoded.position())))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> decode(new TopicRecord("notice:ads/3", null, encoded.position())))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void a_state_is_this_record_and_no_other() {
    TopicRecord encoded = PermissionCodec.encode(STATE);

    assertThat(encoded).isEqualTo(new TopicRecord(SUBJECT, STATE_JSON, new Position(17)));
    assertThat(decode(encoded)).isEqualTo(STATE);
  }

  @Test
  void while_a_secret_is_rotated_a_contact_point_has_keys_of_both_versions() {
    PermittedContactPoint point = STATE.contactPoints().getFirst();
    var both =
        new PermissionState(
            STATE.subject(),
            STATE.account(),
            STATE.position(),
            List.of(
                new PermittedContactPoint(
                    point.id(),
                    point.kind(),
                    point.matchKeys().and(4, List.of(new MatchKey(5, 6), new MatchKey(7, 8))),
                    point.grantedAt(),
                    point.notice())));

    PermissionMessage decoded = decode(PermissionCodec.encode(both));

    assertThat(decoded).isEqualTo(both);
    MatchKeys keys = ((PermissionState) decoded).contactPoints().getFirst().matchKeys();
    assertThat(keys.of(3)).isEqualTo(point.matchKeys().keys());
    assertThat(keys.of(4)).containsExactly(new MatchKey(5, 6), new MatchKey(7, 8));
    assertThat(keys.of(5)).isEmpty();
  }

  @Test
  void records_that_tell_no_version_are_of_the_oldest() {
    var state = new TopicRecord(SUBJECT, STATE_JSON.replace(TOLD, ""), STATE.position());
    var watermark = new TopicRecord("watermark", "{\"position\":21}", new Position(21));

    assertThat(PermissionCodec.decode(state, () -> 3)).isEqualTo(STATE);
    assertThat(PermissionCodec.decode(watermark, () -> 3))
        .isEqualTo(new Watermark(new Position(21), MatchSecretVersions.only(3)));
  }

  @Test
  void an_empty_state_says_that_nothing_is_permitted() {
    var empty = new PermissionState(STATE.subject(), STATE.account(), new Position(18), List.of());

    assertThat(decode(PermissionCodec.encode(empty))).isEqualTo(empty);
  }

  @Test
  void an_erasure_is_a_tombstone_with_its_position_in_the_header() {
    var erased = new Erased(STATE.subject(), new Position(20));
    TopicRecord encoded = PermissionCodec.encode(erased);

    assertThat(encoded).isEqualTo(new TopicRecord(SUBJECT, null, new Position(20)));
    assertThat(decode(encoded)).isEqualTo(erased);
  }

  @Test
  void a_watermark_has_its_own_key() {
    var watermark =
        new Watermark(new Position(21), new MatchSecretVersions(List.of(3, 4), List.of(3)));
    TopicRecord encoded = PermissionCodec.encode(watermark);

    assertThat(encoded)
        .isEqualTo(
            new TopicRecord(
                "watermark",
                "{\"position\":21,\"matchSecretVersions\":{\"published\":[3,4],\"complete\":[3]}}",
                new Position(21)));
    assertThat(decode(encoded)).isEqualTo(watermark);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "{}",
        "{\"account\":\"ada@example.com\",\"position\":17,\"contactPoints\":[]}",
        "{\"account\":\"a\",\"position\":-17,\"contactPoints\":[]}",
        "{\"account\":\"a\",\"position\":18,\"contactPoints\":[]}",
        "{\"account\":\"a\",\"position\":17}",
        "{\"account\":\"a\",\"position\":17,\"contactPoints\":[{\"id\":\"p\",\"kind\":\"fax\","
            + "\"matchKeys\":[\"00000000000000010000000000000002\"],\"grantedAt\":9}]}",
        "{\"account\":\"a\",\"position\":17,\"contactPoints\":[{\"id\":\"p\",\"kind\":\"phone\","
            + "\"matchKeys\":[],\"grantedAt\":9}]}",
        "{\"account\":\"a\",\"position\":17,\"contactPoints\":[{\"id\":\"p\",\"kind\":\"phone\","
            + "\"matchKeys\":[\"0001\"],\"grantedAt\":9}]}",
        "{\"account\":\"a\",\"position\":17,\"contactPoints\":[{\"id\":\"p\",\"kind\":\"phone\","
            + "\"matchKeys\":[\"00000000000000010000000000000002\"]}]}",
        "{\"account\":\"a\",\"position\":17,\"matchSecretVersions\":[2,1],\"contactPoints\":["
            + "{\"id\":\"p\",\"kind\":\"phone\",\"matchKeys\":["
            + "\"00000000000000010000000000000002\",\"00000000000000010000000000000003\"],"
            + "\"grantedAt\":9}]}",
        "{\"account\":\"a\",\"position\":17,\"matchSecretVersions\":[1,2],\"contactPoints\":["
            + "{\"id\":\"p\",\"kind\":\"phone\",\"matchKeys\":["
            + "\"00000000000000010000000000000002\"],\"grantedAt\":9}]}",
      })
  void a_damaged_state_is_refused_without_repeating_it(String value) {
    var damaged = new TopicRecord(SUBJECT, value, new Position(17));

    assertThatThrownBy(() -> PermissionCodec.decode(damaged, () -> 1))
        .isInstanceOf(JsonException.class)
        .hasMessageNotContaining("ada");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Watermark", "1-1-1-1-1", "account-1"})
  void a_key_that_is_no_subject_is_refused(String key) {
    assertThatThrownBy(() -> decode(new TopicRecord(key, STATE_JSON, new Position(17))))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> decode(new TopicRecord(key, null, new Position(17))))
        .isInstanceOf(JsonException.class);
  }

  @Test
  void a_watermark_without_value_or_of_another_position_is_refused() {
    assertThatThrownBy(() -> decode(new TopicRecord("watermark", null, new Position(1))))
        .isInstanceOf(JsonException.class);
    assertThatThrownBy(
            () -> decode(new TopicRecord("watermark", "{\"position\":2}", new Position(1))))
        .isInstanceOf(JsonException.class);
  }
}
