package dev.consentledger.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  private static final String LONG_64 =
      "x123456789012345678901234567890123456789012345678901234567890123";
  private static final String HEX_64 =
      "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "7",
        "phone-1",
        "cp_01HZX.3:4",
        "123456",
        "6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a",
        "p15551234567",
        "123456789012345678901",
        LONG_64,
      })
  void an_opaque_contact_point_id_is_accepted(String value) {
    assertThat(ContactPointId.isAcceptable(value)).isTrue();
    assertThat(new ContactPointId(value)).hasToString(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " a",
        "-a",
        ".a",
        "a b",
        "a/b",
        "a\n",
        "ada@example.com",
        "+16505551212",
        "1234567",
        "16505551212",
        "1-650-555-1212",
        "1.650.555.1212",
        "49_151_23456789",
        "12345678901234567890",
        LONG_64 + "x",
        HEX_64,
        "509E933019BB285A134A9334B8BB679DFF79D0CE023D529AF4BD744D47B4FD8A",
        "UJ6TMBm7KFoTSpM0uLtnnf950M4CPVKa9L10TUe0_Yo",
        "é",
        "１２３",
      })
  void a_contact_point_id_that_may_be_personal_or_odd_is_refused(String value) {
    assertThat(ContactPointId.isAcceptable(value)).isFalse();
    assertThatThrownBy(() -> new ContactPointId(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not an opaque contact point id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "42", "16505551212", "user:a.b_c-d", LONG_64 + LONG_64})
  void an_opaque_account_id_is_accepted_and_never_prints(String value) {
    assertThat(AccountId.isAcceptable(value)).isTrue();
    assertThat(new AccountId(value)).hasToString("AccountId(not printed)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "_a", "a b", "a@b.example", "a/b", "a\n", LONG_64 + LONG_64 + "x"})
  void an_odd_account_id_is_refused(String value) {
    assertThat(AccountId.isAcceptable(value)).isFalse();
    assertThatThrownBy(() -> new AccountId(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subject-6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a",
        "audience-6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a",
        "notice-phone-2fa",
        "audit-1",
      })
  void a_ledger_stream_is_accepted(String value) {
    assertThat(new StreamName(value)).hasToString(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "subject",
        "subject-",
        "Subject-1",
        "person-1",
        "$all",
        "notice-a b",
        "notice-a\n"
      })
  void any_other_stream_is_refused(String value) {
    assertThatThrownBy(() -> new StreamName(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_subjects_stream_names_its_subject_and_no_other_stream_does() {
    var subject = new SubjectId(UUID.fromString("6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6a"));

    assertThat(subject.stream().subject()).isEqualTo(subject);
    assertThat(subject.stream().isSubject()).isTrue();
    assertThatThrownBy(() -> new StreamName("notice-1").subject())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new StreamName("subject-1-1-1-1-1").subject())
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1-1-1-1-1",
        "6f1d4b0e52a54b5c9d5a1f2e3d4c5b6a",
        "6f1d4b0e-52a5-4b5c-9d5a-1f2e3d4c5b6g"
      })
  void only_a_whole_uuid_is_an_id(String text) {
    assertThatThrownBy(() -> EventId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RunId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SubjectId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AudienceId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void positions_are_ordered_and_never_negative() {
    assertThat(new Position(2).isAfter(new Position(1))).isTrue();
    assertThat(new Position(2).isAfter(new Position(2))).isFalse();
    assertThat(new Position(2).isAtLeast(new Position(2))).isTrue();
    assertThat(new Position(1).isAtLeast(new Position(2))).isFalse();
    assertThat(Position.START).isLessThan(new Position(1)).hasToString("0");
    assertThatThrownBy(() -> new Position(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_stream_has_a_known_prefix_and_1_to_64_plain_characters() {
    for (String name :
        List.of("subject-a", "audience-A9", "notice-._:-", "audit-" + "z".repeat(64))) {
      assertThat(StreamName.of(name)).as(name).isPresent();
    }
    for (String name :
        List.of(
            "subject-",
            "other-a",
            "Subject-a",
            "subject-a b",
            "subject-é",
            "subject-@",
            "subject-[",
            "subject-`",
            "subject-{",
            "subject-/",
            "subject-\n",
            "audit-" + "z".repeat(65))) {
      assertThat(StreamName.of(name)).as(name).isEmpty();
      assertThatThrownBy(() -> new StreamName(name)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The pattern says what the loop does, and is what the description of the API shows. */
  @Test
  void ids_are_accepted_as_their_patterns_accept_them() {
    var numberLike = Pattern.compile("[._:-]*([0-9][._:-]*){7,20}");
    var digestLike = Pattern.compile("[0-9A-Fa-f]{64}|[A-Za-z0-9_-]{43}");
    var contactPoint = Pattern.compile(ContactPointId.PATTERN);
    var account = Pattern.compile(AccountId.PATTERN);
    var random = new SplittableRandom(20_261_126);
    String[] alphabets = {"0123456789", "0123456789.:_-", "09afAF", "09azAZ_-", "09afzAFZ._:-@é "};
    for (int i = 0; i < 50_000; i++) {
      String alphabet = alphabets[i % alphabets.length];
      int[] lengths = {0, 1, 7, 20, 21, 43, 64, 65, 128, 129, random.nextInt(140)};
      StringBuilder text = new StringBuilder();
      for (int left = lengths[random.nextInt(lengths.length)]; left > 0; left--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String id = text.toString();

      assertThat(ContactPointId.isAcceptable(id))
          .as(id)
          .isEqualTo(
              contactPoint.matcher(id).matches()
                  && !numberLike.matcher(id).matches()
                  && !digestLike.matcher(id).matches());
      assertThat(AccountId.isAcceptable(id)).as(id).isEqualTo(account.matcher(id).matches());
    }
  }
}
