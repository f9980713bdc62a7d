package dev.consentledger.kernel.json;

/** The text is not JSON, or not of the expected shape. The message never repeats a value. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JsonException(String message) {
    super(message);
  }
}
