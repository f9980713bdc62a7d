package dev.consentledger.consent.rights;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The published structures of receipts, as they are written down in the tests' resources. */
enum Published {
  ISO_27560("dpv-27560.schema.json"),
  KANTARA("kantara-cr-1.1.0.schema.json");

  private static final Pattern TERM = Pattern.compile("(dpv|pd|eu-gdpr):[A-Za-z0-9-]+");

  // A compiled schema is no immutable type; nothing here changes it.
  @SuppressWarnings("ImmutableEnumChecker")
  private final JsonSchema schema;

  Published(String file) {
    this.schema =
        JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text("/receipts/" + file));
  }

  /** What the structure demands and the document has not; empty where it is as published. */
  Set<String> faults(JsonNode document) {
    return schema.validate(document).stream()
        .map(ValidationMessage::getMessage)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Terms of the vocabulary, used as names or as values, that no publication has. */
  static Set<String> unknownTerms(JsonNode document) {
    Set<String> known =
        text("/receipts/dpv-terms.txt")
            .lines()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.toSet());
    return TERM.matcher(document.toString())
        .results()
        .map(found -> found.group())
        .filter(term -> !known.contains(term))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(String resource) {
    try (InputStream in = Published.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
