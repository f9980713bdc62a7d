package dev.consentledger.matching.intake;

import java.util.Locale;
import java.util.Set;

/** What a column holds, told by its header as the platforms' templates write it. */
enum ColumnKind {
  EMAIL,
  PHONE,
  /** A headerless column: each cell tells by itself. */
  ANY,
  COUNTRY,
  IGNORED;

  private static final Set<String> EMAIL_NAMES =
      Set.of(
          "email",
          "emails",
          "mail",
          "em",
          "emailaddress",
          "emailaddresses",
          "useremail",
          "customeremail",
          "emailsha256",
          "sha256email",
          "hashedemail",
          "emailhash",
          "emailhashed",
          "hashedemailaddress",
          "emailaddresssha256",
          "emailaddresshash",
          "emailaddresshashed",
          "emailsha256hash",
          "sha256emailaddress");
  private static final Set<String> PHONE_NAMES =
      Set.of(
          "phone",
          "phones",
          "ph",
          "tel",
          "telephone",
          "telephonenumber",
          "phonenumber",
          "phonenumbers",
          "mobile",
          "mobilenumber",
          "mobilephone",
          "mobilephonenumber",
          "cell",
          "cellphone",
          "userphone",
          "customerphone",
          "phonesha256",
          "sha256phone",
          "hashedphone",
          "phonehash",
          "phonehashed",
          "phonenumbersha256",
          "sha256phonenumber",
          "hashedphonenumber",
          "phonenumberhash",
          "phonenumberhashed",
          "mobilesha256",
          "mobilenumbersha256",
          "hashedmobile",
          "hashedmobilenumber");
  private static final Set<String> COUNTRY_NAMES = Set.of("country", "countrycode");

  boolean isIdentifier() {
    return this == EMAIL || this == PHONE || this == ANY;
  }

  /** Tells a column by its header: letters and digits count, case and a closing number don't. */
  static ColumnKind ofHeader(String header) {
    String name = header.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    ColumnKind kind = ofName(name);
    return kind == IGNORED ? ofName(name.replaceAll("[0-9]{1,2}$", "")) : kind;
  }

  private static ColumnKind ofName(String name) {
    if (EMAIL_NAMES.contains(name)) {
      return EMAIL;
    }
    if (PHONE_NAMES.contains(name)) {
      return PHONE;
    }
    return COUNTRY_NAMES.contains(name) ? COUNTRY : IGNORED;
  }
}
