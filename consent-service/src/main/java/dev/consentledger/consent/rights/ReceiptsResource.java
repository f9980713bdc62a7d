package dev.consentledger.consent.rights;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Receipts of what a person granted and ended. */
@Path("/v1/accounts/{account}/receipts")
@RolesAllowed(Accounts.READER)
@Tag(name = "Rights")
final class ReceiptsResource {
  static final String JSON_LD = "application/ld+json";
  static final String JWT = "application/jwt";
  static final String PROOF = "text/plain;charset=UTF-8";

  private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,17}");

  private final ReceiptReader receipts;

  ReceiptsResource(ReceiptReader receipts) {
    this.receipts = receipts;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "receipts",
      summary = "The receipts of an account, oldest first",
      description =
          "One for each event that granted a purpose, ended a grant (withdrawal, removal of the"
              + " contact point, its own time), or set grants aside and let them count again (a"
              + " preference signal).")
  public Uni<RestResponse<ReceiptList>> list(@PathParam("account") String account) {
    return receipts.list(Accounts.of(account)).map(ReceiptsResource::unstored);
  }

  @GET
  @Path("/{position}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "receipt",
      summary = "One receipt in all of its forms, with the ledger's proof",
      description =
          "consentReceipt: receipt and records of ISO/IEC TS 27560 in JSON-LD with terms of the Data"
              + " Privacy Vocabulary (alone: Accept: application/ld+json). kantara: Consent Receipt"
              + " 1.1 as a signed JWT, whose keys are at /v1/receipt-keys (alone: application/jwt)."
              + " proof: that the log holds entry, in its exact bytes (alone: text/plain, C2SP"
              + " tlog-proof). No receipt holds an address, a number or its digest; the person is"
              + " the ledger's own pseudonym.")
  @APIResponse(
      responseCode = "200",
      description = "The receipt",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Receipt.class)),
        @Content(mediaType = JSON_LD, schema = @Schema(implementation = String.class)),
        @Content(mediaType = JWT, schema = @Schema(implementation = String.class)),
        @Content(mediaType = "text/plain", schema = @Schema(implementation = String.class))
      })
  public Uni<RestResponse<String>> all(
      @PathParam("account") String account, @PathParam("position") String position) {
    return receipts.all(Accounts.of(account), positionOf(position)).map(ReceiptsResource::unstored);
  }

  @GET
  @Path("/{position}")
  @Produces(JSON_LD + ";qs=0.9")
  @Operation(hidden = true)
  public Uni<RestResponse<String>> jsonLd(
      @PathParam("account") String account, @PathParam("position") String position) {
    return receipts
        .consentReceipt(Accounts.of(account), positionOf(position))
        .map(ReceiptsResource::unstored);
  }

  @GET
  @Path("/{position}")
  @Produces(JWT + ";qs=0.8")
  @Operation(hidden = true)
  public Uni<RestResponse<String>> jwt(
      @PathParam("account") String account, @PathParam("position") String position) {
    return receipts
        .kantara(Accounts.of(account), positionOf(position))
        .map(ReceiptsResource::unstored);
  }

  @GET
  @Path("/{position}")
  @Produces(PROOF + ";qs=0.7")
  @Operation(hidden = true)
  public Uni<RestResponse<String>> proof(
      @PathParam("account") String account, @PathParam("position") String position) {
    return receipts
        .proof(Accounts.of(account), positionOf(position))
        .map(ReceiptsResource::unstored);
  }

  /** The document in which all forms stand together: what the API's description shows. */
  @Schema(name = "Receipt")
  record Receipt(
      @Schema(examples = "12") long position,
      @Schema(examples = "granted") String event,
      String time,
      @Schema(description = "JSON-LD") Object consentReceipt,
      @Schema(description = "Compact JWS") String kantara,
      @Schema(description = "The ledger's entry, in its exact bytes as UTF-8") String entry,
      @Schema(description = "C2SP tlog-proof") String proof) {}

  private static <T> RestResponse<T> unstored(T answer) {
    return ResponseBuilder.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }

  private static Position positionOf(String position) {
    if (!DECIMAL.matcher(position).matches()) {
      throw new ProblemException(Problem.RECEIPT_UNKNOWN);
    }
    return new Position(Long.parseLong(position));
  }
}
