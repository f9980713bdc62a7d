package dev.consentledger.kernel.purpose;

import java.util.Optional;

/**
 * A preference that a person sends from outside any notice, and that stands above their grants
 * while it is on.
 */
public enum Signal {
  /** Global Privacy Control: do not use my data for advertising. */
  GPC("gpc");

  private final String code;

  Signal(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }

  /** Whether no grant of this purpose counts while the signal is on. */
  public boolean overrides(Purpose purpose) {
    return purpose.isAdvertising();
  }

  /** Finds the signal with this exact code; empty where there is none. */
  public static Optional<Signal> ofCode(String code) {
    for (Signal signal : values()) {
      if (signal.code.equals(code)) {
        return Optional.of(signal);
      }
    }
    return Optional.empty();
  }
}
