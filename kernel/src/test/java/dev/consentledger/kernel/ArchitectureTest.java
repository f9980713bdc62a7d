package dev.consentledger.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each package of the kernel may depend on. */
class ArchitectureTest {
  private static final String KERNEL = "dev.consentledger.kernel";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(KERNEL);

  @ParameterizedTest
  @CsvSource({
    "json, ''",
    "purpose, ''",
    "proof, ''",
    "event, json purpose",
    "identifier, event",
    "permission, event identifier json purpose",
    "evidence, event identifier json proof purpose",
  })
  void a_package_depends_only_on_the_jdk_and_what_is_named(String name, String others) {
    var allowed = new ArrayList<>(List.of("java..", "javax.crypto..", "org.jspecify.annotations"));
    allowed.add(KERNEL + "." + name + "..");
    for (String other : others.split(" ", -1)) {
      if (!other.isEmpty()) {
        allowed.add(KERNEL + "." + other + "..");
      }
    }
    if (name.equals("identifier")) {
      allowed.add("com.google.i18n.phonenumbers..");
    }

    classes()
        .that()
        .resideInAPackage(KERNEL + "." + name + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void every_package_is_named_above() {
    assertThat(CLASSES.stream().map(type -> type.getPackageName().substring(KERNEL.length() + 1)))
        .containsOnly("json", "purpose", "proof", "event", "identifier", "permission", "evidence");
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching(KERNEL + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
