package dev.consentledger.consent.intake;

import dev.consentledger.kernel.event.AccountId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** The right to be erased (GDPR Art. 17). */
@Path("/v1/accounts/{account}")
@RolesAllowed(Groups.CONSENT_WRITER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consent", description = "Contact points, grants and withdrawals")
final class ErasureResource {
  private final ErasureService erasures;

  ErasureResource(ErasureService erasures) {
    this.erasures = erasures;
  }

  @DELETE
  @Operation(
      operationId = "eraseAccount",
      summary = "Erase a person",
      description =
          "Destroys the person's data key, and with it everything that was sealed, and what ties"
              + " the account to the ledger; takes the account out of every audience. Nothing of it"
              + " can be undone. Answered once key and mapping are destroyed: an order that was"
              + " accepted and not answered is carried out all the same. Nothing is kept that"
              + " names the account, so a repeat finds an account that never was and answers 404:"
              + " after an answer that was lost, 404 says that the account is erased. The same"
              + " account, registered again, is another subject, which a later repeat would erase"
              + " too.")
  public Uni<RestResponse<WriteAnswer>> erase(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account) {
    return erasures
        .erase(new AccountId(account))
        .map(outcome -> WriteAnswer.of(outcome, null, null, null));
  }
}
