package dev.consentledger.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** routes → identity, limits → problems; nothing the other way, and only routes knows services. */
class ArchitectureTest {

  private static final String BASE = "dev.consentledger.gateway";
  private static final JavaClasses GATEWAY =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void packages_form_no_cycle() {
    slices().matching(BASE + ".(*)..").should().beFreeOfCycles().check(GATEWAY);
  }

  @Test
  void problems_depend_on_no_other_package_of_the_gateway() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".problems")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + ".routes", BASE + ".identity", BASE + ".limits")
        .check(GATEWAY);
  }

  @Test
  void identity_and_limits_do_not_know_routes_or_each_other() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".identity")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + ".routes", BASE + ".limits")
        .check(GATEWAY);
    noClasses()
        .that()
        .resideInAPackage(BASE + ".limits")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(BASE + ".routes", BASE + ".identity")
        .check(GATEWAY);
  }

  @Test
  void only_routes_talks_to_services_and_only_identity_reads_tokens() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".routes")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.vertx.httpproxy..")
        .check(GATEWAY);
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE + ".identity")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.smallrye.jwt..", "org.eclipse.microprofile.jwt..")
        .check(GATEWAY);
  }

  @Test
  void nothing_of_routes_is_public() {
    classes()
        .that()
        .resideInAPackage(BASE + ".routes")
        .and()
        .areTopLevelClasses()
        .should()
        .notBePublic()
        .check(GATEWAY);
  }

  @Test
  void the_gateway_holds_no_other_part_of_the_system() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.consentledger.consent..",
            "dev.consentledger.matching..",
            "dev.consentledger.kernel..")
        .check(GATEWAY);
  }
}
