package dev.consentledger.telemetry;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Objects;

/**
 * One setting of a mapping is not above another one of the same mapping and type. Both are named by
 * their methods; the message names them as an operator writes them.
 */
@Documented
@Constraint(validatedBy = NotAbove.Check.class)
@Repeatable(NotAbove.All.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NotAbove {
  String setting();

  String limit();

  String message() default "is contradictory";

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};

  /** Several of them. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {
    NotAbove[] value();
  }

  /** Compares the two values. */
  final class Check implements ConstraintValidator<NotAbove, Object> {
    private String setting = "";
    private String limit = "";

    @Override
    public void initialize(NotAbove constraint) {
      setting = constraint.setting();
      limit = constraint.limit();
    }

    @Override
    public boolean isValid(Object mapping, ConstraintValidatorContext context) {
      if (compare(value(mapping, setting), value(mapping, limit)) <= 0) {
        return true;
      }
      context.disableDefaultConstraintViolation();
      context
          .buildConstraintViolationWithTemplate(name(setting) + " must not be above " + name(limit))
          .addConstraintViolation();
      return false;
    }

    /** Settings of one mapping and of one type, so comparable with each other. */
    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
      return ((Comparable<Object>) one).compareTo(other);
    }

    private static Object value(Object mapping, String method) {
      try {
        return Objects.requireNonNull(mapping.getClass().getMethod(method).invoke(mapping));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no setting " + method, e);
      }
    }

    /** As SmallRye names it: {@code retryPauseMin} is {@code retry-pause-min}. */
    private static String name(String method) {
      return method.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
  }
}
