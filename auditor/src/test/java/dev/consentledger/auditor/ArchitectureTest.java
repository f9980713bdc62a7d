package dev.consentledger.auditor;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The auditor shares the kernel with the services, and nothing else. */
class ArchitectureTest {
  @Test
  void the_auditor_depends_on_the_kernel_picocli_and_the_jdk_alone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "picocli..",
            "org.jspecify.annotations..",
            "dev.consentledger.kernel..",
            "dev.consentledger.auditor..")
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.consentledger.auditor"));
  }
}
