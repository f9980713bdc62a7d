package dev.consentledger.consent.intake;

import dev.consentledger.consent.ledger.EventLedger;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where the ledger is. */
@Path("/v1/ledger")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Ledger", description = "Where the ledger is")
final class LedgerResource {
  private final EventLedger ledger;

  LedgerResource(EventLedger ledger) {
    this.ledger = ledger;
  }

  /** The last durable position. */
  @Schema(name = "Head")
  record Head(@Schema(examples = "17") long position) {}

  @GET
  @Path("/head")
  @Operation(
      operationId = "ledgerHead",
      summary = "The ledger's head",
      description =
          "The position of the last durable entry, 0 before the first. A linearizable read: every"
              + " write that was answered before is at or before it.")
  Uni<Head> head() {
    return ledger.head().map(position -> new Head(position.value()));
  }
}
