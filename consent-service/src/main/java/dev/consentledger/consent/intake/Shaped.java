package dev.consentledger.consent.intake;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jspecify.annotations.Nullable;

/** The text has the shape. Null is left to {@code @NotNull}. */
@Documented
@Constraint(validatedBy = Shaped.Validator.class)
@Target({
  ElementType.FIELD,
  ElementType.PARAMETER,
  ElementType.METHOD,
  ElementType.TYPE_USE,
  ElementType.RECORD_COMPONENT
})
@Retention(RetentionPolicy.RUNTIME)
@interface Shaped {
  Shape value();

  String message() default "has the wrong shape";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Checks the text, and answers the shape's own sentence. */
  final class Validator implements ConstraintValidator<Shaped, CharSequence> {
    private Shape shape = Shape.TOKEN;

    @Override
    public void initialize(Shaped annotation) {
      shape = annotation.value();
    }

    @Override
    public boolean isValid(@Nullable CharSequence text, ConstraintValidatorContext context) {
      if (text == null || shape.accepts(text.toString())) {
        return true;
      }
      context.disableDefaultConstraintViolation();
      context.buildConstraintViolationWithTemplate(shape.message()).addConstraintViolation();
      return false;
    }
  }
}
