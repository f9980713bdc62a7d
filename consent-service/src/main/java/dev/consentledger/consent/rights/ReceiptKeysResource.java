package dev.consentledger.consent.rights;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The public keys that receipts are checked with: for anyone who was handed one. */
@Path("/v1/receipt-keys")
@PermitAll
@Tag(name = "Rights")
final class ReceiptKeysResource {
  private final ReceiptKeys keys;

  ReceiptKeysResource(ReceiptKeys keys) {
    this.keys = keys;
  }

  @GET
  @Produces({"application/json", "application/jwk-set+json"})
  @Operation(
      operationId = "receiptKeys",
      summary = "The keys that sign receipts, as a JWK Set",
      description =
          "RFC 7517, Ed25519 (RFC 8037). The last one signs now; a receipt's header names its own by"
              + " kid. No token is asked.")
  public Map<String, Object> keys() {
    return keys.publicKeys();
  }
}
