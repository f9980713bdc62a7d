package dev.consentledger.consent.rights;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The access report. */
@Path("/v1/accounts/{account}/report")
@RolesAllowed(Accounts.READER)
@Tag(name = "Rights", description = "What a person may ask about themselves")
final class ReportResource {
  private static final String NO_STORE = "no-store";
  private static final String HTML = "text/html;charset=UTF-8;qs=0.5";

  private final AccessReports reports;

  ReportResource(AccessReports reports) {
    this.reports = reports;
  }

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "accessReport",
      summary = "Everything that is held about a person (GDPR Art. 15)",
      description =
          "Contact points (never a value), grants, notices, withdrawals, signals, and every audience"
              + " that the account was a member of: whose, from when to when, and by which grant."
              + " As JSON, or with Accept: text/html as a page that a person can read and print."
              + " It is true at the position that it states. 503 where the matching-service does"
              + " not answer: no report leaves memberships out.")
  public Uni<RestResponse<AccessReport>> json(@PathParam("account") String account) {
    return reports
        .of(Accounts.of(account))
        .map(report ->
            ResponseBuilder.ok(report).header(HttpHeaders.CACHE_CONTROL, NO_STORE).build());
  }

  @GET
  @Produces(HTML)
  @Operation(hidden = true)
  public Uni<RestResponse<String>> html(@PathParam("account") String account) {
    return reports
        .of(Accounts.of(account))
        .map(report ->
            ResponseBuilder.ok(ReportPage.of(report))
                .header(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .header("Content-Security-Policy", ReportPage.CONTENT_SECURITY_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .build());
  }
}
