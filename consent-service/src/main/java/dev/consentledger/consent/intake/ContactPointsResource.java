package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.GrantTerms;
import dev.consentledger.consent.decision.SubjectCommand.Grant;
import dev.consentledger.consent.decision.SubjectCommand.RemoveContactPoint;
import dev.consentledger.consent.decision.SubjectCommand.Withdraw;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.event.ContactPointId;
import dev.consentledger.kernel.purpose.Purpose;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What the account platform writes: contact points, grants, withdrawals. */
@Path("/v1/accounts/{account}/contact-points/{contactPoint}")
@RolesAllowed(Groups.CONSENT_WRITER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consent", description = "Contact points, grants and withdrawals")
final class ContactPointsResource {
  private final SubjectCommands commands;
  private final GrantNotices notices;

  ContactPointsResource(SubjectCommands commands, GrantNotices notices) {
    this.commands = commands;
    this.notices = notices;
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "registerContactPoint",
      summary = "Register a contact point",
      description =
          "Ties an address or number to what it was collected for. The first contact point of an"
              + " account makes the account known. Repeating it appends nothing; another content"
              + " under the same id is 409.")
  public Uni<RestResponse<WriteAnswer>> register(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account,
      @PathParam("contactPoint") @Shaped(Shape.CONTACT_POINT) String contactPoint,
      @NotNull @Valid ContactPointBody body) {
    var order = body.toOrder(new ContactPointId(contactPoint));
    return commands
        .registering(new AccountId(account), at -> List.of(order.apply(at)))
        .map(outcome -> WriteAnswer.of(outcome, contactPoint, null, "registered"));
  }

  @DELETE
  @Operation(
      operationId = "removeContactPoint",
      summary = "Remove a contact point",
      description = "Every grant on it ends. The id may be registered again, without grants.")
  public Uni<RestResponse<WriteAnswer>> remove(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account,
      @PathParam("contactPoint") @Shaped(Shape.CONTACT_POINT) String contactPoint) {
    var id = new ContactPointId(contactPoint);
    return commands
        .known(new AccountId(account), at -> new RemoveContactPoint(id, at))
        .map(outcome -> WriteAnswer.of(outcome, contactPoint, null, "removed"));
  }

  @PUT
  @Path("/grants/{purpose}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "grantPurpose",
      summary = "Grant a purpose",
      description =
          "Repeating an active grant appends nothing. Other terms, such as a newer notice, make a"
              + " new grant: audiences that were paired under the old one lose the member. The"
              + " notice must be registered (422 notice-unknown, notice-differs) and not"
              + " invalidated (422 notice-invalid).")
  public Uni<RestResponse<WriteAnswer>> grant(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account,
      @PathParam("contactPoint") @Shaped(Shape.CONTACT_POINT) String contactPoint,
      @PathParam("purpose") @Shaped(Shape.PURPOSE) String purpose,
      @NotNull @Valid GrantBody body) {
    var id = new ContactPointId(contactPoint);
    Purpose granted = Purpose.ofCode(purpose).orElseThrow();
    GrantTerms terms = body.toTerms();
    return notices
        .checked(
            List.of(terms.notice()),
            standings ->
                commands.known(
                    new AccountId(account),
                    at -> new Grant(id, granted, terms, standings.of(terms.notice()), at)))
        .map(outcome -> WriteAnswer.of(outcome, contactPoint, purpose, "active"));
  }

  @DELETE
  @Path("/grants/{purpose}")
  @Operation(
      operationId = "withdrawPurpose",
      summary = "Withdraw a purpose",
      description =
          "Takes effect in every audience at once. Withdrawing what ended already appends"
              + " nothing and answers the position of its end.")
  public Uni<RestResponse<WriteAnswer>> withdraw(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account,
      @PathParam("contactPoint") @Shaped(Shape.CONTACT_POINT) String contactPoint,
      @PathParam("purpose") @Shaped(Shape.PURPOSE) String purpose) {
    var id = new ContactPointId(contactPoint);
    Purpose withdrawn = Purpose.ofCode(purpose).orElseThrow();
    return commands
        .known(new AccountId(account), at -> new Withdraw(id, withdrawn, at))
        .map(outcome -> WriteAnswer.of(outcome, contactPoint, purpose, "ended"));
  }
}
