package dev.consentledger.consent.rights;

import dev.consentledger.kernel.evidence.Placed;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** When something happened, and where the ledger says so. */
@Schema(name = "Moment", description = "A time, and the ledger position that says so")
record Moment(@Schema(examples = "17") long position, Instant time) {
  static Moment of(Placed<?> event) {
    return new Moment(event.position().value(), event.time());
  }
}
