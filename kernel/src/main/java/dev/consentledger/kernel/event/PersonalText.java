package dev.consentledger.kernel.event;

import dev.consentledger.kernel.json.JsonObject;
import java.text.Normalizer;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises an address or a number in text that people write, so that it stays out. */
final class PersonalText {
  /** A day in the calendar with no other digits beside it. */
  private static final Pattern DATE =
      Pattern.compile(
          "(?<![0-9+.-])(?<![0-9] )(19|20)[0-9]{2}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])"
              + "(?![0-9-]|[. ][0-9])");

  private static final Pattern NUMBER = Pattern.compile("[0-9]([\\p{P}\\p{S}\\s]*[0-9]){6}");
  private static final Pattern ONLY_A_NUMBER =
      Pattern.compile("[\\p{P}\\p{S}\\s]*([0-9][\\p{P}\\p{S}\\s]*){7,20}");

  private PersonalText() {}

  static boolean isAbsentFrom(String text) {
    String plain = withoutDates(text);
    return plain.indexOf('@') < 0 && !NUMBER.matcher(plain).find();
  }

  /**
   * A query's texts are identifiers and instants, whose digits may well follow one another; one
   * that is nothing but a number is refused.
   */
  static boolean isAbsentFrom(JsonObject query) {
    return query.fields().values().stream().allMatch(PersonalText::isAbsentFromValue);
  }

  private static boolean isAbsentFromValue(@Nullable Object value) {
    return switch (value) {
      case String text ->
          text.indexOf('@') < 0 && !ONLY_A_NUMBER.matcher(withoutDates(text)).matches();
      case JsonObject object -> isAbsentFrom(object);
      case Collection<?> list -> list.stream().allMatch(PersonalText::isAbsentFromValue);
      case null, default -> true;
    };
  }

  /** Compatibility forms too, such as full-width digits, in the form that the patterns know. */
  private static String withoutDates(String text) {
    return DATE.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)).replaceAll("a day");
  }
}
