package dev.consentledger.consent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.consentledger.kernel.event.EventKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which package may depend on what. */
class ArchitectureTest {
  private static final String CONSENT = "dev.consentledger.consent.";
  private static final JavaClasses SERVICE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.consentledger.consent");

  @Test
  void decision_depends_on_the_jdk_and_the_kernel_alone() {
    classes()
        .that()
        .resideInAPackage(CONSENT + "decision..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify..", "dev.consentledger.kernel..", CONSENT + "decision..")
        .check(SERVICE);
  }

  @Test
  void decision_neither_reads_a_clock_nor_makes_ids() {
    noClasses()
        .that()
        .resideInAPackage(CONSENT + "decision..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, Random.class)
        .check(SERVICE);
  }

  @Test
  void nobody_but_the_adapter_reaches_into_it() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CONSENT + "ledger..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONSENT + "ledger.postgres..", CONSENT + "ledger.eventstoredb..")
        .check(SERVICE);
  }

  @Test
  void the_ledger_knows_nothing_of_those_who_use_it() {
    noClasses()
        .that()
        .resideInAPackage(CONSENT + "ledger..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            CONSENT + "decision..",
            CONSENT + "intake..",
            CONSENT + "privacy..",
            CONSENT + "publication..",
            CONSENT + "problems..")
        .check(SERVICE);
  }

  @Test
  void only_intake_proof_audit_rights_and_operations_speak_http() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            CONSENT + "intake..",
            CONSENT + "proof..",
            CONSENT + "audit..",
            CONSENT + "operations..",
            CONSENT + "rights..",
            CONSENT + "problems..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("jakarta.ws.rs..", "org.jboss.resteasy..")
        .check(SERVICE);
  }

  @Test
  void intake_reaches_no_database() {
    noClasses()
        .that()
        .resideInAPackage(CONSENT + "intake..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.vertx.pgclient..", "io.vertx.sqlclient..", "java.sql..", "javax.sql..")
        .check(SERVICE);
  }

  @Test
  void nobody_but_privacy_touches_keys() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CONSENT + "privacy..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(EventKey.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("javax.crypto..")
        .check(SERVICE);
  }

  @Test
  void there_are_no_circles() {
    slices().matching("dev.consentledger.consent.(*)..").should().beFreeOfCycles().check(SERVICE);
  }
}
