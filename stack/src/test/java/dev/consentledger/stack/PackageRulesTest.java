package dev.consentledger.stack;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackageRulesTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.consentledger.stack");

  @Test
  void the_demo_knows_nothing_of_how_the_stack_runs() {
    noClasses()
        .that()
        .resideInAPackage("dev.consentledger.stack.demo")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.consentledger.stack").and(not(equivalentTo(Role.class))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "org.postgresql..", "org.apache.kafka..")
        .check(classes);
  }

  @Test
  void the_stack_starts_the_services_and_never_calls_their_code() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.consentledger.consent..",
            "dev.consentledger.matching..",
            "dev.consentledger.gateway..")
        .check(classes);
  }
}
