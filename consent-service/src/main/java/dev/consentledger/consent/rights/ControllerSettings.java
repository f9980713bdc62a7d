package dev.consentledger.consent.rights;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.net.URI;

/**
 * Who is responsible for the data: named in access reports and receipts (GDPR Art. 13, 15 and 30).
 * The defaults are made up, and the service warns at its start while they stand.
 */
@ConfigMapping(prefix = "consentledger.controller")
public interface ControllerSettings {
  String NAME = "consentledger.controller.name";
  String MADE_UP_NAME = "Example Network Ltd";

  /** The controller's legal name. */
  @WithDefault("Example Network Ltd")
  @NotBlank
  String name();

  /** Whom a person writes to, such as the data protection officer. */
  @WithDefault("Data protection officer")
  @NotBlank
  String contact();

  /** The contact's email address. */
  @WithDefault("privacy@example.com")
  @NotBlank
  String email();

  /** The contact's phone number. */
  @WithDefault("+1 202 555 0100")
  @NotBlank
  String phone();

  /** Street and number. */
  @WithDefault("1 Example Street")
  @NotBlank
  String street();

  /** Postal code and town. */
  @WithDefault("00000 Exampletown")
  @NotBlank
  String locality();

  /** ISO 3166 code of the country, two capital letters. */
  @WithDefault("IE")
  @Pattern(regexp = "[A-Z]{2}")
  String country();

  /** The controller's own address on the web. */
  @WithDefault("https://example.com")
  URI url();

  /** The privacy policy. */
  @WithDefault("https://example.com/privacy")
  URI policyUrl();

  /** Where a person withdraws. */
  @WithDefault("https://example.com/settings/privacy")
  URI withdrawalUrl();

  /** What the platform calls itself: the service that the purposes belong to. */
  @WithDefault("Example Network")
  @NotBlank
  String service();

  /** Under whose law: an ISO 3166 code, two capital letters, such as the country's. */
  @WithDefault("IE")
  @Pattern(regexp = "[A-Z]{2}")
  String jurisdiction();

  /** Where the data is stored: an ISO 3166 code. */
  @WithDefault("IE")
  @Pattern(regexp = "[A-Z]{2}")
  String storageCountry();

  /** The supervisory authority that complaints go to. */
  @WithDefault("the data protection authority of your country")
  @NotBlank
  String authority();
}
