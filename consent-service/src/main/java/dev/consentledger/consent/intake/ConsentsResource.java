package dev.consentledger.consent.intake;

import dev.consentledger.kernel.event.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What an account holder permitted, now and then. */
@Path("/v1/accounts/{account}")
@RolesAllowed(Groups.CONSENT_READER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consent", description = "Contact points, grants and withdrawals")
final class ConsentsResource {
  private final ConsentsReader reader;

  ConsentsResource(ConsentsReader reader) {
    this.reader = reader;
  }

  @GET
  @Path("/consents")
  @Operation(
      operationId = "consents",
      summary = "An account's consents now, at a position, or at an instant",
      description =
          "Before its first event an account is unknown (404). Reads come from the ledger itself,"
              + " so every acknowledged write is in the answer.")
  Uni<ConsentsAnswer> consents(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account,
      @QueryParam("at")
          @Parameter(
              description = "A position or an instant; now where there is none",
              example = "2026-03-01T10:00:00Z")
          @Nullable String at) {
    return reader.consents(new AccountId(account), AsOf.parse(at));
  }

  @GET
  @Path("/history")
  @Operation(
      operationId = "history",
      summary = "Every event of an account, oldest first",
      description = "With positions and revisions; never a value or a digest.")
  Uni<HistoryAnswer> history(@PathParam("account") @Shaped(Shape.ACCOUNT) String account) {
    return reader.history(new AccountId(account));
  }
}
