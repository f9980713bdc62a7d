package dev.consentledger.matching;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may depend on what within matching-service. */
class PackageRulesTest {
  private static final String MATCHING = "dev.consentledger.matching..";
  private static final String PROJECTION = "dev.consentledger.matching.projection";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.consentledger.matching");

  @Test
  void projection_depends_on_nothing_else_of_matching() {
    assertThat(classes.containPackage(PROJECTION)).isTrue();
    noClasses()
        .that()
        .resideInAPackage(PROJECTION)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.consentledger.matching.intake..",
            "dev.consentledger.matching.pairing..",
            "dev.consentledger.matching.audience..")
        .check(classes);
  }

  @Test
  void projection_shows_the_others_its_port_and_its_failures_alone() {
    classes()
        .that()
        .resideInAPackage(PROJECTION)
        .and()
        .arePublic()
        .and()
        .areTopLevelClasses()
        .should()
        .haveNameMatching(
            ".*\\.(Permissions|ProjectionBehind|ProjectionStale|MatchKeysIncomplete|MatchSecretRetired)")
        .check(classes);
  }

  @Test
  void nothing_of_matching_depends_on_consent_service_or_gateway() {
    noClasses()
        .that()
        .resideInAPackage(MATCHING)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.consentledger.consent..", "dev.consentledger.gateway..")
        .check(classes);
  }
}
