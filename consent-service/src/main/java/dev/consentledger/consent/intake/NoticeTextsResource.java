package dev.consentledger.consent.intake;

import dev.consentledger.consent.notice.NoticeSettings;
import dev.consentledger.consent.notice.NoticeText;
import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.purpose.Notice;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Registers the texts that grants name. */
@Path(NoticeTextsResource.PATH + "/{notice}")
@RolesAllowed(Groups.CONSENT_WRITER)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Notices", description = "The texts that people saw")
final class NoticeTextsResource {
  static final String PATH = "/v1/notices";

  private final NoticeCommands commands;
  private final NoticeSettings settings;

  NoticeTextsResource(NoticeCommands commands, NoticeSettings settings) {
    this.commands = commands;
    this.settings = settings;
  }

  /** One locale of one version. */
  @Schema(name = "NoticeText", description = "One locale of one version of a notice.")
  record TextBody(
      @NotNull @Shaped(Shape.LOCALE) @Schema(examples = "en-GB", description = "BCP 47")
          String locale,
      @NotNull
          @Schema(
              description = "The exact text that the person sees",
              examples = "We match your address with lists of advertisers, to show you their ads.")
          String text) {}

  /** A repeat answers the same. */
  @Schema(name = "NoticeRegistered")
  record Registered(
      @Schema(examples = "17") long position,
      @Schema(
              description = "SHA-256 of the text's UTF-8 bytes: what grants name",
              examples = "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea")
          String sha256) {}

  @PUT
  @Path("/versions/{version}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "registerNotice",
      summary = "Register the text of a notice",
      description =
          "A version may have several locales; each has one text for ever. Repeating it appends"
              + " nothing. Grants name the text by its SHA-256.")
  @APIResponse(responseCode = "409", description = "notice-differs: another text is registered")
  @APIResponse(responseCode = "413", description = "too-large")
  @APIResponse(responseCode = "422", description = "notice-invalid: the version is invalidated")
  public Uni<RestResponse<Registered>> register(
      @PathParam("notice") @Shaped(Shape.NOTICE) String id,
      @PathParam("version") @Shaped(Shape.NOTICE) String version,
      @NotNull @Valid TextBody body) {
    NoticeText text =
        NoticeText.of(body.text())
            .orElseThrow(() ->
                ProblemException.invalid("text", "must be a text that is not blank, in UTF-8"));
    if (text.bytes() > settings.textBytesMax()) {
      throw new ProblemException(Problem.TOO_LARGE);
    }
    return commands
        .register(new Notice(id, version, body.locale(), text.sha256()), text)
        .map(outcome ->
            switch (outcome) {
              case Outcome.Done(var position) ->
                  RestResponse.ResponseBuilder.ok(new Registered(position.value(), text.sha256()))
                      .header(WriteAnswer.HEADER, position.value())
                      .build();
              case Outcome.Refused(var refusal) ->
                  throw new ProblemException(Problem.named(refusal.problem()));
            });
  }
}
