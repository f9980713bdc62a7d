package dev.consentledger.consent.rights;

import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.purpose.Purpose;

/** What a purpose is called towards a person, who has never read our codes. */
final class PlainWords {
  private PlainWords() {}

  /** A few words, to stand in a sentence or a table. */
  static String of(Purpose purpose) {
    return switch (purpose) {
      case TWO_FACTOR -> "signing in with a second step";
      case ACCOUNT_RECOVERY -> "getting back into your account";
      case REAUTHENTICATION -> "checking that it is really you";
      case NOTIFICATIONS -> "messages about your account and the service";
      case LIST_MATCHING -> "being found in advertisers' customer lists";
      case AD_PERSONALISATION -> "choosing advertisements for you";
      case MEASUREMENT -> "measuring how the service is used";
    };
  }

  /** What is done with a contact point for this purpose. */
  static String explained(Purpose purpose) {
    return switch (purpose) {
      case TWO_FACTOR -> "We send you a code when you sign in.";
      case ACCOUNT_RECOVERY -> "We use it to let you in again when you have lost your password.";
      case REAUTHENTICATION -> "We use it to ask you again before something that can't be undone.";
      case NOTIFICATIONS -> "We write to you about your account and the service.";
      case LIST_MATCHING ->
          "An advertiser gives us a list of its customers. Where your address or number is on it, we"
              + " may show you that advertiser's advertisements. The advertiser is not told who was"
              + " found.";
      case AD_PERSONALISATION -> "We choose which advertisements you see.";
      case MEASUREMENT -> "We count how the service is used.";
    };
  }

  static String of(ContactPointKind kind) {
    return switch (kind) {
      case EMAIL -> "email address";
      case PHONE -> "phone number";
    };
  }
}
