package dev.consentledger.kernel.identifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.consentledger.kernel.Resources;
import dev.consentledger.kernel.event.Digest;
import dev.consentledger.kernel.identifier.Normalised.Forms;
import dev.consentledger.kernel.identifier.Normalised.Rejected;
import dev.consentledger.kernel.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The project's vectors, shared with everyone who makes digests for an upload. */
class IdentifierVectorsTest {
  private static final JsonObject VECTORS = Resources.json("/vectors/identifiers.json");

  static Stream<JsonObject> valid() {
    return VECTORS.objects("valid").stream();
  }

  static Stream<JsonObject> invalid() {
    return VECTORS.objects("invalid").stream();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void a_valid_input_has_exactly_the_forms_and_digests_of_the_vectors(JsonObject vector) {
    Normalised normalised = normalise(vector);

    assertThat(normalised).isInstanceOf(Forms.class);
    Forms forms = (Forms) normalised;
    var expected = vector.objects("forms");
    assertThat(forms.forms())
        .containsExactlyElementsOf(expected.stream().map(form -> form.string("form")).toList());
    assertThat(forms.digests())
        .containsExactlyElementsOf(
            expected.stream().map(form -> new Digest(form.string("sha256"))).toList());
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void an_invalid_input_is_rejected_with_the_reason_of_the_vectors(JsonObject vector) {
    Normalised normalised = normalise(vector);

    assertThat(normalised).isInstanceOf(Rejected.class);
    assertThat(((Rejected) normalised).reason().code()).isEqualTo(vector.string("reason"));
  }

  private static Normalised normalise(JsonObject vector) {
    String input = vector.string("input");
    return switch (vector.string("kind")) {
      case "email" -> IdentifierForms.email(input);
      case "phone" -> IdentifierForms.phone(input, vector.optionalString("region").orElse(null));
      default -> throw new AssertionError("unknown kind");
    };
  }
}
