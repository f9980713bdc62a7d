package dev.consentledger.consent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a native build would refuse, found without one. */
class NativeBuildTest {
  private static final String BUILD_ARGUMENTS = "quarkus.native.additional-build-args";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.consentledger");

  @Test
  void no_random_source_is_frozen_into_a_native_image() throws IOException {
    List<String> holders =
        classes.stream()
            .filter(type ->
                type.getFields().stream()
                    .anyMatch(field ->
                        field.getModifiers().contains(JavaModifier.STATIC)
                            && field.getRawType().isAssignableTo(Random.class)))
            .map(JavaClass::getName)
            .toList();
    assertThat(holders).isNotEmpty();
    assertThat(buildArguments()).contains(holders);
  }

  private static String buildArguments() throws IOException {
    try (InputStream file = NativeBuildTest.class.getResourceAsStream("/application.properties")) {
      var properties = new Properties();
      properties.load(file);
      return properties.getProperty(BUILD_ARGUMENTS);
    }
  }
}
