package dev.consentledger.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Maven runs the tests that start the service apart from the others, by a list of their names. */
class QuarkusTestsTest {
  private static final Path LIST = Path.of("src/test/quarkus-tests.txt");

  @Test
  void the_list_names_every_test_that_starts_the_service_and_no_other() throws IOException {
    assertThat(Files.readAllLines(LIST))
        .containsExactlyElementsOf(
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                    .importPackages("dev.consentledger.consent")
                    .stream()
                    .filter(type -> type.isAnnotatedWith(QuarkusTest.class))
                    .map(JavaClass::getName)
                    .map(name -> name.replace('.', '/') + ".java")
                    .sorted()
                    .toList());
  }
}
