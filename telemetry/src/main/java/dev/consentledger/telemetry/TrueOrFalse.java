package dev.consentledger.telemetry;

import org.eclipse.microprofile.config.spi.Converter;

/** Refuses what is neither: the usual converter takes any other word for false. */
public final class TrueOrFalse implements Converter<Boolean> {
  private static final long serialVersionUID = 1L;

  @Override
  public Boolean convert(String value) {
    return switch (value.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
