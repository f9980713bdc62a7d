package dev.consentledger.consent.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.consent.ConsentDatabase;
import dev.consentledger.consent.PostgresResource;
import dev.consentledger.kernel.identifier.IdentifierForms;
import dev.consentledger.kernel.identifier.Normalised;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reads the tables as the server's superuser, and looks for the person in every byte. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class RawTablesTest {
  private static final String ACCOUNT = "person-of-interest-77";
  private static final String ADDRESS = "Grace.Hopper+navy@GMail.com";
  private static final String NUMBER = "+1 415-555-2671";

  ConsentDatabase database;

  @Test
  void no_byte_of_the_ledger_names_the_person() throws Exception {
    playAScenario();

    byte[] everything = everyByteOf("ledger_entry", "SELECT * FROM ledger_entry");

    assertThat(contains(everything, "PurposeGranted".getBytes(StandardCharsets.US_ASCII)))
        .as("the scan sees what is there")
        .isTrue();
    assertThat(
            contains(
                everything, "\"contactPoint\":\"email-1\"".getBytes(StandardCharsets.US_ASCII)))
        .as("the scan sees inside the entries")
        .isTrue();
    for (byte[] trace : traces(true)) {
      assertThat(contains(everything, trace))
          .as(new String(trace, StandardCharsets.ISO_8859_1))
          .isFalse();
    }
  }

  @Test
  void the_keys_of_a_subject_say_nothing_of_address_or_number() throws Exception {
    playAScenario();

    byte[] everything = everyByteOf("subject", "SELECT * FROM subject");

    assertThat(contains(everything, ACCOUNT.getBytes(StandardCharsets.US_ASCII)))
        .as("the mapping lives outside the ledger, here")
        .isTrue();
    for (byte[] trace : traces(false)) {
      assertThat(contains(everything, trace))
          .as(new String(trace, StandardCharsets.ISO_8859_1))
          .isFalse();
    }
  }

  private static void playAScenario() {
    Api.register(ACCOUNT, "email-1", body("email", ADDRESS)).statusCode(200);
    Api.register(ACCOUNT, "phone-1", body("phone", NUMBER)).statusCode(200);
    Api.grant(ACCOUNT, "email-1", Api.LIST_MATCHING, Api.GRANT).statusCode(200);
    Api.withdraw(ACCOUNT, "email-1", Api.LIST_MATCHING).statusCode(200);
    Api.grant(ACCOUNT, "phone-1", Api.LIST_MATCHING, Api.GRANT).statusCode(200);
    Api.remove(ACCOUNT, "phone-1").statusCode(200);
    Api.register(ACCOUNT, "phone-1", body("phone", NUMBER)).statusCode(200);
  }

  private static String body(String kind, String value) {
    return """
    {"kind":"%s","value":"%s","collectedFor":["security.two_factor"],"notice":%s}
    """
        .formatted(kind, value, Api.NOTICE);
  }

  /** The values, their forms, and the forms' digests as text and as bytes. */
  private static List<byte[]> traces(boolean withAccount) {
    var traces = new ArrayList<byte[]>();
    if (withAccount) {
      traces.add(bytes(ACCOUNT));
    }
    for (String value : List.of(ADDRESS, ADDRESS.toLowerCase(Locale.ROOT), NUMBER)) {
      traces.add(bytes(value));
    }
    traces.add(bytes("5552671"));
    for (Normalised normalised :
        List.of(IdentifierForms.email(ADDRESS), IdentifierForms.phone(NUMBER, null))) {
      var forms = (Normalised.Forms) normalised;
      forms.forms().forEach(form -> traces.add(bytes(form)));
      forms
          .digests()
          .forEach(digest -> {
            traces.add(digest.bytes());
            traces.add(bytes(digest.hex()));
            traces.add(bytes(digest.hex().toUpperCase(Locale.ROOT)));
            traces.add(bytes(Base64.getEncoder().withoutPadding().encodeToString(digest.bytes())));
            traces.add(
                bytes(Base64.getUrlEncoder().withoutPadding().encodeToString(digest.bytes())));
          });
    }
    assertThat(traces).hasSizeGreaterThan(20);
    return traces;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Every column of every row, texts as UTF-8; base64 within an entry is looked into as well. */
  private byte[] everyByteOf(String table, String query) throws SQLException {
    var all = new ByteArrayOutputStream();
    try (var connection = database.connectAsSuperuser();
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      int count = 0;
      while (rows.next()) {
        count++;
        for (int column = 1; column <= columns; column++) {
          byte[] bytes =
              rows.getObject(column) instanceof byte[] raw
                  ? raw
                  : bytes(String.valueOf(rows.getObject(column)));
          all.writeBytes(bytes);
          all.writeBytes(opened(new String(bytes, StandardCharsets.UTF_8)));
          all.write('\n');
        }
      }
      assertThat(count).as("rows of " + table).isPositive();
    }
    return all.toByteArray();
  }

  private static byte[] opened(String text) {
    var out = new ByteArrayOutputStream();
    Pattern.compile("\"([A-Za-z0-9+/]{24,}={0,2})\"")
        .matcher(text)
        .results()
        .forEach(match -> {
          String base64 = match.group(1);
          if (base64.length() % 4 == 0) {
            out.writeBytes(Base64.getDecoder().decode(base64));
          }
        });
    return out.toByteArray();
  }

  private static boolean contains(byte[] all, byte[] part) {
    var haystack = new String(all, StandardCharsets.ISO_8859_1);
    return haystack.contains(new String(part, StandardCharsets.ISO_8859_1));
  }
}
