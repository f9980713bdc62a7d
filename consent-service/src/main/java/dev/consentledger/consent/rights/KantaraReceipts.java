package dev.consentledger.consent.rights;

import dev.consentledger.consent.rights.ConsentAct.Kind;
import dev.consentledger.kernel.evidence.GrantLife;
import dev.consentledger.kernel.json.JsonObject;
import dev.consentledger.kernel.purpose.Purpose;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Receipts as the Kantara Initiative's Consent Receipt Specification 1.1.0 has them, the claims of
 * a signed JWT (its section on JSON and JWT). The specification knows a consent that was given;
 * what ended one says so in {@code termination}, and in a claim under a name of our own.
 */
@Singleton
final class KantaraReceipts {
  static final String VERSION = "KI-CR-v1.1.0";

  /** A public claim name (RFC 7519 section 4.2): {@code {event, position}}. */
  static final String EVENT_CLAIM = "https://consentledger.dev/receipt";

  private final ControllerSettings controller;

  KantaraReceipts(ControllerSettings controller) {
    this.controller = controller;
  }

  JsonObject receipt(AccountHistory history, ConsentAct act) {
    GrantLife first = act.grants().getFirst();
    long seconds = act.event().time().getEpochSecond();
    String id = ReceiptId.ofReceipt(act.event().header().id()).toString();
    return JsonObject.builder()
        .put("iss", controller.url().toString())
        .put("sub", history.subject().toString())
        .put("jti", id)
        .put("iat", seconds)
        .put("version", VERSION)
        .put("jurisdiction", controller.jurisdiction())
        .put("consentTimestamp", seconds)
        .put("collectionMethod", method(act, first))
        .put("consentReceiptID", id)
        .put("language", first.grant().event().notice().locale())
        .put("piiPrincipalId", history.subject().toString())
        .put("piiControllers", List.of(piiController()))
        .put("policyUrl", controller.policyUrl().toString())
        .put(
            "services",
            List.of(
                JsonObject.builder()
                    .put("service", controller.service())
                    .put("purposes", act.grants().stream().map(life -> purpose(act, life)).toList())
                    .build()))
        .put("sensitive", false)
        .put("spiCat", List.of())
        .put(
            EVENT_CLAIM,
            JsonObject.builder()
                .put("event", act.kind().code())
                .put("position", act.event().position().value())
                .put("grants", act.grants().stream().map(life -> life.position().value()).toList())
                .build())
        .build();
  }

  private static String method(ConsentAct act, GrantLife life) {
    var granted = life.grant().event();
    return act.kind() == Kind.GRANTED
        ? granted.context() + ", " + granted.method()
        : "given by " + granted.context() + ", " + granted.method();
  }

  private JsonObject piiController() {
    return JsonObject.builder()
        .put("piiController", controller.name())
        .put("onBehalf", false)
        .put("contact", controller.contact())
        .put(
            "address",
            JsonObject.builder()
                .put("streetAddress", controller.street())
                .put("addressLocality", controller.locality())
                .put("addressCountry", controller.country())
                .build())
        .put("email", controller.email())
        .put("phone", controller.phone())
        .put("piiControllerUrl", controller.url().toString())
        .build();
  }

  private static JsonObject purpose(ConsentAct act, GrantLife life) {
    return JsonObject.builder()
        .put("purpose", PlainWords.explained(life.purpose()))
        .put("purposeCategory", List.of(category(life.purpose()), life.purpose().dpvIri()))
        .put("consentType", "EXPLICIT")
        .put("piiCategory", List.of("2 - Contact"))
        .put("primaryPurpose", !life.purpose().isAdvertising())
        .put("termination", termination(act, life))
        .put("thirdPartyDisclosure", false)
        .build();
  }

  /** The specification's own categories, as its appendix numbers them. */
  private static String category(Purpose purpose) {
    return switch (purpose) {
      case TWO_FACTOR, ACCOUNT_RECOVERY, REAUTHENTICATION -> "1 - Core Function";
      case NOTIFICATIONS -> "2 - Contracted Service";
      case LIST_MATCHING -> "6 - Marketing";
      case AD_PERSONALISATION -> "5 - Personalize Experience";
      case MEASUREMENT -> "16 - Improve Performance";
    };
  }

  private static String termination(ConsentAct act, GrantLife life) {
    return switch (act.kind()) {
      case GRANTED, SIGNAL_OFF ->
          life.grant()
              .event()
              .expiresAt()
              .map(end -> "On " + end + ", or when it is withdrawn before")
              .orElse("When it is withdrawn");
      case WITHDRAWN -> "Withdrawn on " + act.event().time();
      case REMOVED -> "Ended on " + act.event().time() + ": the contact point was removed";
      case EXPIRED -> "Ended on " + act.event().time() + ": its time was over";
      case SIGNAL_ON -> "Set aside since " + act.event().time() + ", while a signal is on";
    };
  }
}
