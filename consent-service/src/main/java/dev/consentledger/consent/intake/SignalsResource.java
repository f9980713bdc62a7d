package dev.consentledger.consent.intake;

import dev.consentledger.consent.decision.SubjectCommand.SetSignal;
import dev.consentledger.consent.decision.SubjectCommand.WithdrawAll;
import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.kernel.purpose.Purpose;
import dev.consentledger.kernel.purpose.Signal;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** What a person says about all of their contact points at once. */
@Path("/v1/accounts/{account}")
@RolesAllowed(Groups.CONSENT_WRITER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Consent", description = "Contact points, grants and withdrawals")
final class SignalsResource {
  private final SubjectCommands commands;

  SignalsResource(SubjectCommands commands) {
    this.commands = commands;
  }

  @DELETE
  @Path("/grants")
  @Operation(
      operationId = "withdrawPurposes",
      summary = "Withdraw a purpose, or a group of them, for every contact point",
      description =
          "All withdrawals stand in the ledger together and take effect in every audience at once."
              + " With nothing to withdraw, nothing is appended.")
  public Uni<RestResponse<WriteAnswer>> withdraw(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account,
      @QueryParam("purpose")
          @Parameter(
              description = "A purpose, or a group of them",
              required = true,
              example = "advertising.*")
          @NotNull
          @Shaped(Shape.PURPOSES)
          String purpose) {
    Set<Purpose> purposes = PurposePattern.of(purpose);
    return commands
        .known(new AccountId(account), at -> new WithdrawAll(purposes, at))
        .map(outcome -> WriteAnswer.of(outcome, null, purpose, "ended"));
  }

  @PUT
  @Path("/signals/{signal}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "setSignal",
      summary = "Turn a preference signal on or off",
      description =
          "Global Privacy Control (gpc) stands above every grant of an advertising purpose while it"
              + " is on: the person is in no audience, and no such grant is taken. Turned off, the"
              + " grants that stand count again, for new runs alone. An account's first signal"
              + " makes the account known, so that no signal is lost.")
  public Uni<RestResponse<WriteAnswer>> set(
      @PathParam("account") @Shaped(Shape.ACCOUNT) String account,
      @PathParam("signal") @Shaped(Shape.SIGNAL) String signal,
      @NotNull @Valid SignalBody body) {
    Signal known = Signal.ofCode(signal).orElseThrow();
    return commands
        .registering(new AccountId(account), at -> List.of(new SetSignal(known, body.isOn(), at)))
        .map(outcome -> WriteAnswer.of(outcome, null, null, body.isOn() ? "on" : "off"));
  }
}
