package dev.consentledger.consent.intake;

import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whether a signal is on. */
@Schema(name = "SignalChange")
record SignalBody(
    @NotNull @Schema(description = "Whether the person sends the signal", examples = "true")
        Boolean on) {
  boolean isOn() {
    return Boolean.TRUE.equals(on);
  }
}
