package dev.consentledger.consent.intake;

import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.ContactPointKind;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.IdentifierForms;
import dev.consentledger.kernel.identifier.Normalised;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what a request gives as an identifier to its digests. */
final class Identifier {
  /** An address has at most 254 characters (RFC 5321); the rest is room for white space. */
  static final int CHARACTERS_MAX = 320;

  private Identifier() {}

  /** One digest a form, or the one that was given. Throws an invalid-request problem. */
  static List<Digest> digests(
      ContactPointKind kind,
      @Nullable String value,
      @Nullable String sha256,
      @Nullable String region) {
    if (value != null && sha256 == null) {
      return ofValue(kind, value, region);
    }
    if (sha256 != null && value == null) {
      return List.of(
          IdentifierForms.digestOf(sha256)
              .orElseThrow(() ->
                  ProblemException.invalid(
                      "sha256", "must be a SHA-256 as 64 hex digits or base64 of 32 bytes")));
    }
    throw ProblemException.invalid("value", "must be given, or else sha256, and never both");
  }

  private static List<Digest> ofValue(
      ContactPointKind kind, String value, @Nullable String region) {
    Normalised normalised =
        switch (kind) {
          case EMAIL -> IdentifierForms.email(value);
          case PHONE -> IdentifierForms.phone(value, region);
        };
    return switch (normalised) {
      case Normalised.Forms forms -> forms.digests();
      case Normalised.Rejected _ ->
          throw ProblemException.invalid(
              "value",
              switch (kind) {
                case EMAIL -> "must be an email address";
                case PHONE ->
                    "must be a phone number that exists, with its country code or a region";
              });
    };
  }
}
