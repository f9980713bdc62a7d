package dev.consentledger.consent.rights;

import dev.consentledger.consent.rights.ConsentAct.Kind;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Notice;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Consent receipts with their consent records as ISO/IEC TS 27560:2023 has them, in JSON-LD as the
 * W3C community group's guide writes it down (https://w3id.org/dpv/guides/consent-27560): header,
 * processing, parties, events. A record is of one grant, and tells it as it stood at the receipt's
 * event: nothing later is in it, so the same receipt always says the same.
 */
@Singleton
final class ConsentReceipts {
  private final ControllerSettings controller;

  ConsentReceipts(ControllerSettings controller) {
    this.controller = controller;
  }

  JsonObject receipt(AccountHistory history, ConsentAct act) {
    return JsonObject.builder()
        .put("@context", Dpv.context())
        .put("@id", "urn:uuid:" + ReceiptId.ofReceipt(act.event().header().id()))
        .put("@type", "dpv:ConsentReceipt")
        .put("dct:conformsTo", Dpv.RECEIPT_SCHEMA)
        .put("dct:identifier", ReceiptId.ofReceipt(act.event().header().id()).toString())
        .put("dpv:hasIdentifier", ReceiptId.ofReceipt(act.event().header().id()).toString())
        .put("dct:created", act.event().time().toString())
        .put("dct:publisher", controller.url().toString())
        .put("dct:audience", "dpv:DataSubject")
        .put("dct:source", "position " + act.event().position() + " of the ledger")
        .put(
            "dpv:hasRecordOfActivity",
            act.grants().stream().map(life -> record(history, act, life)).toList())
        .build();
  }

  private JsonObject record(AccountHistory history, ConsentAct act, GrantLife life) {
    String id = ReceiptId.ofRecord(life.grant().header().id()).toString();
    return JsonObject.builder()
        .put("@id", "urn:uuid:" + id)
        .put("@type", "dpv:ConsentRecord")
        .put("dct:conformsTo", Dpv.RECORD_SCHEMA)
        .put("dct:identifier", id)
        .put("dpv:hasIdentifier", id)
        .put(
            "dpv:hasDataSubject",
            JsonObject.builder()
                .put("@id", "urn:uuid:" + history.subject())
                .put("@type", "dpv:DataSubject")
                .put("dct:identifier", history.subject().toString())
                .build())
        .put("dpv:hasDataController", controller.url().toString())
        .put("dpv:hasJurisdiction", Dpv.location(controller.jurisdiction()))
        .put("dpv:hasApplicableLaw", "eu-gdpr:GDPR")
        .put("dpv:hasLegalBasis", bases(life))
        .put("dpv:hasNotice", notice(life.grant().event().notice()))
        .put("dpv:hasProcess", process(life))
        .put("dpv:hasConsentControl", control())
        .put("dpv:hasRight", rights())
        .put("dpv:hasAuthority", authority())
        .put("dpv:hasEntity", List.of(party()))
        .put("dpv:hasConsentStatus", events(history, act, life))
        .build();
  }

  /** Informed by the notice, and expressed by an action of its own: never bundled with another. */
  private static List<String> bases(GrantLife life) {
    String basis = life.grant().event().legalBasis();
    return Stream.concat(
            Stream.of("dpv:ExpressedConsent").filter(_ -> Dpv.isConsent(basis)),
            Dpv.gdprBasis(basis).stream())
        .toList();
  }

  private static JsonObject notice(Notice notice) {
    return JsonObject.builder()
        .put("@type", "dpv:ConsentNotice")
        .put("dct:identifier", notice.id())
        .put("dct:hasVersion", notice.version())
        .put("dct:language", notice.locale())
        .put("schema:sha256", notice.sha256())
        .build();
  }

  private JsonObject process(GrantLife life) {
    return JsonObject.builder()
        .put("@type", "dpv:Process")
        .put("dpv:hasService", title("dpv:Service", controller.service()))
        .put("dpv:hasPurpose", Dpv.purpose(life.purpose()))
        .put("dct:description", PlainWords.explained(life.purpose()))
        .put("dpv:hasPersonalData", Dpv.personalData(life.registration().event().kind()))
        .put("dpv:hasNecessity", "dpv:Optional")
        .put("dpv:hasDataSource", "dpv:DataSubjectDataSource")
        .put("dpv:hasProcessing", List.of("dpv:Collect", "dpv:Store", "dpv:Use"))
        .put("dpv:hasRecipient", controller.url().toString())
        .put(
            "dpv:hasStorageCondition",
            List.of(
                JsonObject.builder()
                    .put("@type", "dpv:StorageLocation")
                    .put("dpv:hasLocation", Dpv.location(controller.storageCountry()))
                    .build(),
                JsonObject.builder()
                    .put("@type", "dpv:StorageDuration")
                    .put("dpv:hasDuration", until("the account is erased"))
                    .build()))
        .build();
  }

  private JsonObject control() {
    return JsonObject.builder()
        .put("@type", List.of("dpv:ProvideConsent", "dpv:WithdrawConsent"))
        .put("dpv:isExercisedAt", controller.withdrawalUrl().toString())
        .build();
  }

  private List<JsonObject> rights() {
    return List.of(
        right("eu-gdpr:A7-3", "Right to withdraw consent"),
        right("eu-gdpr:A15", "Right of access"),
        right("eu-gdpr:A17", "Right to erasure"),
        right("eu-gdpr:A20", "Right to data portability"),
        right("eu-gdpr:A21", "Right to object"));
  }

  private JsonObject right(String clause, String title) {
    return JsonObject.builder()
        .put("@type", List.of("dpv:DataSubjectRight", clause))
        .put("dct:title", title)
        .put("dpv:isExercisedAt", controller.policyUrl().toString())
        .build();
  }

  private JsonObject authority() {
    return JsonObject.builder()
        .put("@type", "dpv:DataProtectionAuthority")
        .put("dpv:hasName", controller.authority())
        .build();
  }

  private JsonObject party() {
    return JsonObject.builder()
        .put("@id", controller.url().toString())
        .put("@type", List.of("dpv:LegalEntity", "dpv:DataController"))
        .put("dct:identifier", controller.url().toString())
        .put("dpv:hasName", controller.name())
        .put(
            "dpv:hasAddress",
            JsonObject.builder()
                .put("@type", "schema:PostalAddress")
                .put("schema:streetAddress", controller.street())
                .put("schema:addressLocality", controller.locality())
                .put("schema:addressCountry", controller.country())
                .build())
        .put(
            "dpv:hasContact",
            JsonObject.builder()
                .put("@type", "schema:ContactPoint")
                .put("schema:contactType", controller.contact())
                .put("schema:email", controller.email())
                .put("schema:telephone", controller.phone())
                .build())
        .put("schema:url", controller.policyUrl().toString())
        .build();
  }

  private record Told(long position, JsonObject event) {}

  /** Everything that happened to the grant up to the receipt's event, oldest first. */
  private List<JsonObject> events(AccountHistory history, ConsentAct act, GrantLife life) {
    Stream<Told> acts =
        ConsentAct.of(history).stream()
            .filter(each ->
                each.grants().stream().anyMatch(grant -> grant.position().equals(life.position())))
            .map(each -> new Told(each.event().position().value(), event(history, each, life)));
    Stream<Told> invalidation =
        history.invalidated(life).stream()
            .map(moment -> new Told(moment.position(), invalidated(moment, life)));
    return Stream.concat(acts, invalidation)
        .filter(told -> told.position() <= act.event().position().value())
        .sorted(Comparator.comparingLong(Told::position))
        .map(Told::event)
        .toList();
  }

  /** The notice was found wanting: nothing that the person did, and no grant under it counts. */
  private JsonObject invalidated(Moment moment, GrantLife life) {
    return JsonObject.builder()
        .put("@type", Stream.concat(Stream.of("dpv:ConsentInvalidated"), type(life)).toList())
        .put("dpv:isIndicatedAtTime", moment.time().toString())
        .put("dpv:hasDuration", until("it is given anew, under another notice"))
        .put("dpv:isIndicatedBy", controller.url().toString())
        .put("dpv:hasIndicationMethod", "invalidation of the notice")
        .build();
  }

  private JsonObject event(AccountHistory history, ConsentAct act, GrantLife life) {
    var granted = life.grant().event();
    boolean isPersons = act.kind() != Kind.EXPIRED && act.kind() != Kind.REMOVED;
    return JsonObject.builder()
        .put("@type", Stream.concat(Stream.of(status(history, act, life)), type(life)).toList())
        .put("dpv:isIndicatedAtTime", act.event().time().toString())
        .put("dpv:hasDuration", duration(act, life))
        .put(
            "dpv:isIndicatedBy",
            isPersons ? "urn:uuid:" + history.subject() : controller.url().toString())
        .put(
            "dpv:hasIndicationMethod",
            switch (act.kind()) {
              case GRANTED -> granted.context() + ", " + granted.method();
              case WITHDRAWN -> "withdrawal";
              case REMOVED -> "removal of the contact point";
              case EXPIRED -> "the grant's own time was over";
              case SIGNAL_ON -> "preference signal turned on";
              case SIGNAL_OFF -> "preference signal turned off";
            })
        .build();
  }

  private static Stream<String> type(GrantLife life) {
    return bases(life).stream().limit(1);
  }

  /**
   * DPV keeps withdrawn (by the person) and revoked (by anyone else) apart. A grant that counts
   * again, and one that takes another's place, is a renewed one.
   */
  private static String status(AccountHistory history, ConsentAct act, GrantLife life) {
    return switch (act.kind()) {
      case GRANTED ->
          takesAnothersPlace(history, life) ? "dpv:RenewedConsentGiven" : "dpv:ConsentGiven";
      case SIGNAL_OFF -> "dpv:RenewedConsentGiven";
      case WITHDRAWN, SIGNAL_ON -> "dpv:ConsentWithdrawn";
      case REMOVED -> "dpv:ConsentRevoked";
      case EXPIRED -> "dpv:ConsentExpired";
    };
  }

  private static boolean takesAnothersPlace(AccountHistory history, GrantLife life) {
    return history.grants().grants().stream()
        .anyMatch(other ->
            other
                .ending()
                .filter(ending -> ending.event().position().equals(life.position()))
                .isPresent());
  }

  private static JsonObject duration(ConsentAct act, GrantLife life) {
    return switch (act.kind()) {
      case GRANTED, SIGNAL_OFF ->
          life.grant()
              .event()
              .expiresAt()
              .map(end ->
                  JsonObject.builder()
                      .put("@type", "dpv:UntilTimeDuration")
                      .put("rdf:value", end.toString())
                      .build())
              .orElseGet(() -> until("it is withdrawn"));
      case SIGNAL_ON -> until("the signal is turned off");
      case WITHDRAWN, REMOVED, EXPIRED -> until("it is given anew");
    };
  }

  private static JsonObject until(String event) {
    return JsonObject.builder()
        .put("@type", "dpv:UntilEventDuration")
        .put("rdf:value", event)
        .build();
  }

  private static JsonObject title(String type, String title) {
    return JsonObject.builder().put("@type", type).put("dct:title", title).build();
  }
}
