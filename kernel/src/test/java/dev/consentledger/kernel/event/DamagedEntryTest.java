package dev.consentledger.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.Resources;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One defect each, made in a stored entry; none is ever read as something else. */
class DamagedEntryTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "unknown type | PurposeGranted.v1 | PurposeGranted.v9",
        "missing specversion | \"specversion\":\"1.0\", | ",
        "other specversion | \"specversion\":\"1.0\" | \"specversion\":\"0.3\"",
        "missing id | \"id\":\"00000000-0000-4000-8000-000000000002\", | ",
        "shortened id | 00000000-0000-4000-8000-000000000002 | 0-0-4000-8000-2",
        "id no UUID | 00000000-0000-4000-8000-000000000002 | 00000000-0000-4000-8000-00000000000g",
        "source no cell | /cells/cell-1 | /elsewhere/cell-1",
        "source empty cell | /cells/cell-1 | /cells/",
        "missing type | \"type\":\"dev.consentledger.PurposeGranted.v1\", | ",
        "type no string | \"type\":\"dev.consentledger.PurposeGranted.v1\" | \"type\":1",
        "unknown stream | subject-6f1d | person-6f1d",
        "time without zone | 12.123456Z | 12.123456",
        "time of another offset | 12.123456Z | 12.123456+00:00",
        "time no time | 2026-11-21T08:09:12.123456Z | yesterday",
        "sequence no number | \"sequence\":\"2\" | \"sequence\":\"two\"",
        "sequence not a string | \"sequence\":\"2\" | \"sequence\":2",
        "sequence negative | \"sequence\":\"2\" | \"sequence\":\"-2\"",
        "sequence with a zero before it | \"sequence\":\"2\" | \"sequence\":\"02\"",
        "sequence out of range | \"sequence\":\"2\" | \"sequence\":\"9223372036854775808\"",
        "data missing | \"data\": | \"date\":",
        "data no object | \"data\":{ | \"data\":[],\"x\":{",
        "contact point missing | \"contactPoint\":\"phone-1\", | ",
        "contact point is an address | \"phone-1\" | \"ada@example.com\"",
        "purpose unknown | advertising.list_matching | advertising.everything",
        "purpose no string | \"advertising.list_matching\" | null",
        "notice missing | \"notice\" | \"note\"",
        "notice without hash | \"sha256\" | \"sha1\"",
        "context missing | \"context\":\"settings.ads\", | ",
        "expiry no instant | \"legalBasis\":\"consent\" | \"legalBasis\":\"consent\",\"expiresAt\":\"soon\"",
        "a field twice | \"method\":\"toggle\" | \"method\":\"toggle\",\"method\":\"toggle\"",
        "a sealed part too many | \"data\":{ | \"sealed\":\"AAAA\",\"data\":{",
        "a byte cut off | consent\"}} | consent\"}",
        "text behind the end | consent\"}} | consent\"}}x",
      })
  void a_damaged_grant_is_refused(String defect, String from, String to) {
    String whole = stored("PurposeGranted.v1");
    assertThat(whole).as(defect).contains(from);

    assertRefused(whole.replace(from, to == null ? "" : to));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "run no UUID | 11111111-2222-4333-8444-555555555555 | run-1",
        "position negative | \"position\": | \"position\":-",
        "position a fraction | \"position\":9007199254740993 | \"position\":1.5",
        "position a string | \"position\":9007199254740993 | \"position\":\"1\"",
        "secret version too large | \"matchSecretVersion\":2 | \"matchSecretVersion\":4294967298",
        "counts missing | \"pairings\":600000, | ",
        "advertiser empty | \"advertiser\":\"advertiser-1\" | \"advertiser\":\"\"",
      })
  void a_damaged_run_is_refused(String defect, String from, String to) {
    String whole = stored("ListMatched.v1");
    assertThat(whole).as(defect).contains(from);

    assertRefused(whole.replace(from, to == null ? "" : to));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "moved to another event | 00000000-0000-4000-8000-000000000000 | 00000000-0000-4000-8000-000000000009",
        "moved to another stream | subject-6f1d | subject-7f1d",
        "a bit flipped | \"sealed\":\"Bw | \"sealed\":\"Cw",
        "not base64 | \"sealed\":\"Bw | \"sealed\":\"?w",
        "no string | \"sealed\":\" | \"sealed\":1,\"x\":\"",
        "null | \"sealed\":\" | \"sealed\":null,\"x\":\"",
        "missing | \"sealed\": | \"unsealed\":",
        "type changed | ContactPointRegistered | ContactPointRemoved",
        "kind unknown | \"kind\":\"phone\" | \"kind\":\"fax\"",
        "collected for no list | \"collectedFor\":[ | \"collectedFor\":7,\"x\":[",
        "collected for the unknown | security.two_factor | security.three_factor",
      })
  void a_damaged_registration_is_refused(String defect, String from, String to) {
    String whole = stored("ContactPointRegistered.v1");
    assertThat(whole).as(defect).contains(from);

    assertRefused(whole.replace(from, to));
  }

  @Test
  void a_sealed_part_that_is_too_short_is_refused() {
    String whole = stored("ContactPointRegistered.v1");

    assertRefused(whole.replaceAll("\"sealed\":\"[^\"]*\"", "\"sealed\":\"BwcHBwcH\""));
  }

  @Test
  void an_entry_over_the_limit_is_refused() {
    String whole = stored("PurposeGranted.v1");
    String tooLarge = whole + " ".repeat(EntryCodec.ENTRY_BYTES_MAX + 1 - whole.length());

    assertRefused(tooLarge);
    assertThat(EntryCodec.decode(bytes(tooLarge.substring(0, tooLarge.length() - 1)), Seal.CLOSED))
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "not json"})
  void what_is_no_entry_at_all_is_refused(String text) {
    assertRefused(text);
    assertThatThrownBy(() -> EntryCodec.header(bytes(text))).isInstanceOf(EntryException.class);
  }

  private static void assertRefused(String damaged) {
    assertThatThrownBy(() -> EntryCodec.decode(bytes(damaged), EntryFixtures.seal()))
        .isInstanceOf(EntryException.class)
        .hasMessageNotContaining("ada@example.com");
  }

  private static String stored(String name) {
    return Resources.text(EntryFixtures.path(name));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
