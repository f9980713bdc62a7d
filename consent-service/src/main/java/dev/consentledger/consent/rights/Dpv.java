package dev.consentledger.consent.rights;

import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The terms of the W3C Data Privacy Vocabulary (DPV 2) that records and receipts are written in,
 * and the JSON-LD context that makes IRIs of them.
 */
final class Dpv {
  static final String RECORD_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#record";
  static final String RECEIPT_SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt";

  private static final String NAMESPACE = "https://w3id.org/dpv#";
  private static final Pattern GDPR_ARTICLE_6 =
      Pattern.compile("(?:Art\\.?)?6\\(1\\)\\(([a-f])\\)");
  private static final List<String> IRI_VALUED =
      List.of(
          "dct:conformsTo",
          "dct:publisher",
          "dct:audience",
          "dpv:hasDataController",
          "dpv:hasJurisdiction",
          "dpv:hasApplicableLaw",
          "dpv:hasLegalBasis",
          "dpv:hasPurpose",
          "dpv:hasPersonalData",
          "dpv:hasProcessing",
          "dpv:hasDataSource",
          "dpv:hasNecessity",
          "dpv:hasRecipient",
          "dpv:hasLocation",
          "dpv:isExercisedAt",
          "dpv:isIndicatedBy",
          "schema:url");
  private static final List<String> INSTANTS = List.of("dct:created", "dpv:isIndicatedAtTime");

  private Dpv() {}

  /** It stands in the document, so that a reader needs nothing from elsewhere. */
  static JsonObject context() {
    JsonObject.Builder context =
        JsonObject.builder()
            .put("dpv", NAMESPACE)
            .put("pd", "https://w3id.org/dpv/pd#")
            .put("loc", "https://w3id.org/dpv/loc#")
            .put("eu-gdpr", "https://w3id.org/dpv/legal/eu/gdpr#")
            .put("dct", "http://purl.org/dc/terms/")
            .put("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
            .put("xsd", "http://www.w3.org/2001/XMLSchema#")
            .put("schema", "https://schema.org/");
    IRI_VALUED.forEach(name -> context.put(name, JsonObject.builder().put("@type", "@id").build()));
    INSTANTS.forEach(
        name -> context.put(name, JsonObject.builder().put("@type", "xsd:dateTime").build()));
    return context.build();
  }

  static String purpose(Purpose purpose) {
    return "dpv:" + purpose.dpvIri().substring(NAMESPACE.length());
  }

  static String personalData(ContactPointKind kind) {
    return switch (kind) {
      case EMAIL -> "pd:EmailAddress";
      case PHONE -> "pd:TelephoneNumber";
    };
  }

  static String location(String country) {
    return "loc:" + country;
  }

  /** The GDPR's clause where the legal basis names one, such as {@code 6(1)(a)}. */
  static Optional<String> gdprBasis(String legalBasis) {
    Matcher clause = GDPR_ARTICLE_6.matcher(legalBasis);
    return clause.matches() ? Optional.of("eu-gdpr:A6-1-" + clause.group(1)) : Optional.empty();
  }

  /** Whether the legal basis is consent; another one is granted too, and is no consent. */
  static boolean isConsent(String legalBasis) {
    return legalBasis.equals("consent")
        || gdprBasis(legalBasis).filter("eu-gdpr:A6-1-a"::equals).isPresent();
  }
}
