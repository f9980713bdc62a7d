package dev.consentledger.consent.intake;

import io.smallrye.mutiny.Multi;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Bulk import, streamed both ways. */
@Path(ImportResource.PATH)
@RolesAllowed(Groups.CONSENT_WRITER)
@Tag(name = "Consent", description = "Contact points, grants and withdrawals")
final class ImportResource {
  static final String PATH = "/v1/accounts:import";
  static final String NDJSON = "application/x-ndjson";

  private final AccountImport accounts;

  ImportResource(AccountImport accounts) {
    this.accounts = accounts;
  }

  @POST
  @Consumes(NDJSON)
  @Produces(NDJSON)
  @RestStreamElementType("application/json")
  @Operation(
      operationId = "importAccounts",
      summary = "Import contact points with their grants",
      description =
          "One JSON object a line, at most 16 KiB, as many lines as you like. Each line is done"
              + " wholly or not at all, and answered as it is done; the lines of one account are"
              + " done in their order. A bad line is reported by its number and never stops the"
              + " rest. Repeating an import appends nothing. Read the answer while you send: who"
              + " does not read is not read from. An answer without a summary was cut off.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = NDJSON,
              schema = @Schema(implementation = ImportBody.class),
              examples = @ExampleObject(name = "one line", value = ImportResource.EXAMPLE)))
  @APIResponse(
      responseCode = "200",
      description = "One answer a line, then the summary",
      content =
          @Content(
              mediaType = NDJSON,
              schema = @Schema(type = SchemaType.OBJECT, implementation = ImportAnswer.class),
              examples =
                  @ExampleObject(
                      name = "accepted",
                      value =
                          """
                          {"line":1,"position":17}
                          {"summary":{"lines":1,"accepted":1,"refused":0,"position":17}}\
                          """)))
  Multi<ImportAnswer> importAccounts(@Context HttpServerRequest request) {
    return accounts.answers(
        io.vertx.mutiny.core.http.HttpServerRequest.newInstance(request)
            .toMulti()
            .map(io.vertx.mutiny.core.buffer.Buffer::getDelegate));
  }

  static final String EXAMPLE =
      """
      {"account":"account-1","contactPoint":"email-1","kind":"email","value":"ada@example.com",\
      "collectedFor":["service.notifications"],"notice":{"id":"sign-up","version":"2026-03",\
      "locale":"en-GB","sha256":"3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"},\
      "grants":[{"purpose":"advertising.list_matching","notice":{"id":"ads","version":"3",\
      "locale":"en-GB","sha256":"3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea"},\
      "context":"settings.ads","method":"toggle","legalBasis":"6(1)(a)"}]}\
      """;
}
