package dev.consentledger.matching.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.MatchKey;
import dev.consentledger.kernel.identifier.MatchSecret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListParsingTest {
  private static final MatchSecret SECRET = new MatchSecret(1, new byte[32]);
  private static final IntakeLimits LIMITS = new IntakeLimits(1000, 1_000_000, 3);
  private static final String ADA = "ada@example.com";
  private static final String PHONE = "+18005550100";
  private static final String PHONE_DIGITS = "18005550100";

  /** A list's keys by row, and its counts. */
  private record Parsed(Map<Long, Set<MatchKey>> keys, RowCounts counts) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "google-customer-match.csv",
        "google-customer-match-hashed.csv",
        "meta-custom-audience.csv",
        "tiktok-customer-file.csv",
        "tiktok-customer-file-hashed.csv",
        "linkedin-contact-list.csv",
        "x-list.csv",
        "semicolons-quoted-bom.csv",
        "tabs.csv"
      })
  void a_platforms_template_gives_adas_key_in_its_first_row(String template) throws IOException {
    try (InputStream file = ListParsingTest.class.getResourceAsStream("/lists/" + template)) {
      Parsed parsed = parse(new ListUpload(file, ListFormat.CSV, false, null));

      assertThat(parsed.keys().get(1L)).contains(key(ADA));
      assertThat(parsed.keys().get(2L)).containsAnyOf(key(PHONE), key(PHONE_DIGITS));
      assertThat(parsed.counts().rejected()).containsEntry(Rejection.MALFORMED, 1L);
      assertThat(parsed.counts().firstRejected())
          .containsExactly(new RejectedRow(3, Rejection.MALFORMED));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "email",
        "Email",
        "E-mail",
        "EMAIL_SHA256",
        "Email_SHA256",
        "hashed_email",
        "sha256_email",
        "email hash",
        "Email Address",
        "Email 1",
        "email2",
        " 'Email' "
      })
  void a_column_of_addresses_is_known_by_its_header(String header) throws IOException {
    assertThat(csv(header + ",zip\n" + ADA + ",1\n").keys().get(1L)).containsExactly(key(ADA));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "phone",
        "Phone",
        "Phone Number",
        "phone_number",
        "mobile",
        "PHONE_SHA256",
        "hashed_phone"
      })
  void a_column_of_numbers_is_known_by_its_header(String header) throws IOException {
    assertThat(csv("zip;" + header + "\n1;" + PHONE + "\n").keys().get(1L))
        .containsExactlyInAnyOrder(key(PHONE), key(PHONE_DIGITS));
  }

  @Test
  void a_sha256_is_never_hashed_again_in_any_column_or_spelling() throws IOException {
    String hex = Digest.ofForm(ADA).hex();
    String base64 = Base64.getEncoder().encodeToString(Digest.ofForm(ADA).bytes());
    for (String value : List.of(hex, hex.toUpperCase(Locale.ROOT), base64)) {
      for (String header : List.of("email", "email_sha256", "phone")) {
        assertThat(csv(header + "\n" + value + "\n").keys().get(1L)).containsExactly(key(ADA));
      }
      assertThat(csv(value + "\n").keys().get(1L)).containsExactly(key(ADA));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void a_column_of_digests_is_read_as_among_other_columns(long seed) throws IOException {
    var random = new java.util.SplittableRandom(seed);
    var alone = new StringBuilder("email_sha256\n");
    var among = new StringBuilder("email_sha256,zip\n");
    List<String> ends = List.of("\n", "\r\n", "\r");
    for (int i = 0; i < 3000; i++) { // Several of the reader's buffers.
      String hex = Digest.ofForm("user" + random.nextInt(500)).hex();
      String cell =
          switch (random.nextInt(12)) {
            case 0 -> hex.toUpperCase(Locale.ROOT);
            case 1 -> '"' + hex + '"';
            case 2 -> ' ' + hex;
            case 3 -> hex.substring(1);
            case 4 -> hex.replace(hex.charAt(7), 'g');
            case 5 -> hex.substring(1) + '\uff11'; // A digit, and none of hex.
            case 6 -> ADA;
            case 7 -> "";
            default -> hex;
          };
      String end = ends.get(random.nextInt(ends.size()));
      alone.append(cell).append(end);
      among.append(cell).append(cell.isEmpty() ? "" : ",1").append(end);
    }
    var limits = new IntakeLimits(10_000, 1_000_000, 700);

    Parsed parsed = parse(upload(alone.toString(), ListFormat.CSV, null), limits);

    assertThat(parsed).isEqualTo(parse(upload(among.toString(), ListFormat.CSV, null), limits));
    assertThat(parsed.counts().accepted()).isBetween(1500L, 2999L);
  }

  @Test
  void a_plain_gmail_address_gives_a_key_for_each_form() throws IOException {
    assertThat(csv("email\nJ.Doe+x@Gmail.com\n").keys().get(1L))
        .containsExactlyInAnyOrder(key("j.doe+x@gmail.com"), key("jdoe@gmail.com"));
  }

  @Test
  void several_columns_of_one_row_give_one_row_of_keys() throws IOException {
    Parsed parsed = csv("Email,Email,Phone,First Name\n" + ADA + ",bob@example.com,,Ada\n,,,Eve\n");

    assertThat(parsed.keys()).containsOnlyKeys(1L);
    assertThat(parsed.keys().get(1L)).containsExactlyInAnyOrder(key(ADA), key("bob@example.com"));
    assertThat(parsed.counts().rejected()).containsExactly(Map.entry(Rejection.EMPTY, 1L));
  }

  @Test
  void a_headerless_column_tells_each_cell_by_itself() throws IOException {
    Parsed parsed = csv(ADA + "\n" + PHONE + "\nrubbish\n");

    assertThat(parsed.keys()).containsOnlyKeys(1L, 2L);
    assertThat(parsed.counts().firstRejected())
        .containsExactly(new RejectedRow(3, Rejection.MALFORMED));
  }

  @Test
  void a_national_number_needs_a_region_of_its_row_or_its_list() throws IOException {
    String list = "phone,country\n(800) 555-0100,US\n(800) 555-0100,\n";

    assertThat(csv(list).keys()).containsOnlyKeys(1L);
    assertThat(parse(upload(list, ListFormat.CSV, "US")).keys()).containsOnlyKeys(1L, 2L);
    assertThat(csv(list).keys().get(1L)).contains(key(PHONE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"email\": \"ada@example.com\"}",
        "{\"Email Address\": [\"nobody\", \"ada@example.com\"], \"name\": {\"first\": \"A\"}}",
        "{\"email_sha256\": \"9d2bbc5e0f5d2a8ddd3dd5ca2a3a6b8a2c9c5b5a\", \"e-mail\": \"ada@example.com\"}"
      })
  void an_object_a_line_gives_its_keys(String line) throws IOException {
    Parsed parsed = parse(upload(line + "\n\nnot json\n[1]\n", ListFormat.NDJSON, null));

    assertThat(parsed.keys()).containsOnlyKeys(1L);
    assertThat(parsed.keys().get(1L)).containsExactly(key(ADA));
    assertThat(parsed.counts().rejected()).containsExactly(Map.entry(Rejection.MALFORMED, 2L));
  }

  @Test
  void a_quoted_field_may_go_over_lines_and_an_unclosed_quote_spoils_its_own_line()
      throws IOException {
    String list =
        "email,address\n"
            + ADA
            + ",\"1 Main St\nFlat \"\"2\"\"\"\n"
            + "\"bob@example.com,nowhere\n"
            + "carol@example.com,x\n".repeat(200);

    Parsed parsed = csv(list);

    assertThat(parsed.keys().get(1L)).containsExactly(key(ADA));
    assertThat(parsed.counts().firstRejected())
        .containsExactly(new RejectedRow(2, Rejection.MALFORMED));
    assertThat(parsed.counts().accepted()).isEqualTo(201);
  }

  @Test
  void a_line_over_its_limit_is_counted_and_skipped() throws IOException {
    Parsed parsed =
        csv("email\n" + "x".repeat(200_000) + "\n" + ADA + "\n" + "y".repeat(2000) + "\n");

    assertThat(parsed.keys()).containsOnlyKeys(2L);
    assertThat(parsed.counts().rejected()).containsExactly(Map.entry(Rejection.TOO_LONG, 2L));
  }

  @Test
  void malformed_utf8_spoils_its_cell_and_utf16_is_read_by_its_mark() throws IOException {
    byte[] broken =
        ("email\nad\u00e9@example.com\n" + ADA + "\n").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(bytes(broken).keys()).containsOnlyKeys(2L);

    for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-8")) {
      byte[] marked = ("\ufeffemail\r\n" + ADA + "\r\n").getBytes(Charset.forName(charset));
      assertThat(bytes(marked).keys().get(1L)).as(charset).containsExactly(key(ADA));
    }
  }

  @Test
  void the_first_hundred_rejected_rows_are_told_in_order() throws IOException {
    Parsed parsed = csv("email\n" + "rubbish\n".repeat(150));

    assertThat(parsed.counts().firstRejected()).hasSize(100);
    assertThat(parsed.counts().firstRejected().getLast().row()).isEqualTo(100);
    assertThat(parsed.counts().rejected()).containsExactly(Map.entry(Rejection.MALFORMED, 150L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "name,city\nada,x\n",
        "hello\n",
        "ada@example.com,x\n",
        "\u0000\u0001\u0002"
      })
  void a_list_without_an_identifier_is_unreadable(String list) {
    assertThatThrownBy(() -> csv(list)).isInstanceOf(UnreadableList.class);
  }

  @Test
  void objects_without_an_identifier_are_unreadable() {
    assertThatThrownBy(() -> parse(upload("{\"name\": \"x\"}\n", ListFormat.NDJSON, null)))
        .isInstanceOf(UnreadableList.class);
  }

  @Test
  void rubbish_bytes_are_unreadable_and_harmless() {
    byte[] rubbish = new byte[100_000];
    new java.util.SplittableRandom(42).nextBytes(rubbish);

    assertThatThrownBy(() -> bytes(rubbish)).isInstanceOf(UnreadableList.class);
  }

  @Test
  void one_row_over_the_limit_refuses_the_list() throws IOException {
    assertThat(csv("email\n" + (ADA + "\n").repeat(1000)).counts().accepted()).isEqualTo(1000);
    assertThatThrownBy(() -> csv("email\n" + (ADA + "\n").repeat(1001)))
        .isInstanceOf(ListTooLarge.class);
  }

  @Test
  void gzip_is_undone_and_a_bomb_ends_at_the_inflated_limit() throws IOException {
    byte[] list = gzip(("email\n" + ADA + "\n").getBytes(StandardCharsets.UTF_8));
    byte[] bomb = gzip(("email\n" + " ".repeat(2_000_000)).getBytes(StandardCharsets.UTF_8));

    assertThat(bytes(list).keys().get(1L)).containsExactly(key(ADA));
    assertThat(bomb.length).isLessThan(10_000);
    assertThatThrownBy(() -> bytes(bomb)).isInstanceOf(ListTooLarge.class);
  }

  @Test
  void a_broken_gzip_is_unreadable() throws IOException {
    byte[] list = gzip(("email\n" + ADA + "\n").getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> bytes(java.util.Arrays.copyOf(list, list.length - 9)))
        .isInstanceOf(UnreadableList.class);
    assertThatThrownBy(() -> parse(new ListUpload(stream("email\n"), ListFormat.CSV, true, null)))
        .isInstanceOf(UnreadableList.class);
  }

  @Test
  void a_connection_that_breaks_is_told_from_a_bad_list() {
    InputStream broken =
        new FilterInputStream(stream("email\na@")) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count < 0) {
              throw new IOException("reset");
            }
            return count;
          }
        };

    assertThatThrownBy(() -> parse(new ListUpload(broken, ListFormat.CSV, false, null)))
        .isInstanceOf(UploadInterrupted.class);
  }

  private static Parsed csv(String text) throws IOException {
    return parse(upload(text, ListFormat.CSV, null));
  }

  private static Parsed bytes(byte[] bytes) throws IOException {
    return parse(new ListUpload(new ByteArrayInputStream(bytes), ListFormat.CSV, false, null));
  }

  private static ListUpload upload(String text, ListFormat format, String region) {
    return new ListUpload(stream(text), format, false, region);
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** Through blocks and back, as a run does. */
  private static Parsed parse(ListUpload upload) throws IOException {
    return parse(upload, LIMITS);
  }

  private static Parsed parse(ListUpload upload, IntakeLimits limits) throws IOException {
    var raw = new RawBlocks(upload, limits);
    Map<Long, Set<MatchKey>> keys = new TreeMap<>();
    RowCounts counts = RowCounts.NONE;
    List<Block> blocks = new ArrayList<>();
    RawBlocks.RawBlock part;
    do {
      part = raw.next();
      blocks.addFirst(part.keyed(SECRET));
    } while (!part.last());
    for (Block block : blocks) {
      counts = counts.plus(block.counts());
      BlockCodec.read(
          block.content().getBytes(),
          (row, halves, count) -> {
            Set<MatchKey> ofRow = new TreeSet<>();
            for (int i = 0; i < count; i++) {
              ofRow.add(new MatchKey(halves[2 * i], halves[2 * i + 1]));
            }
            assertThat(ofRow).hasSize(count);
            keys.put(row, ofRow);
          });
    }
    return new Parsed(keys, counts);
  }

  private static MatchKey key(String form) {
    return SECRET.keyOf(Digest.ofForm(form));
  }
}
