package dev.consentledger.matching.pairing;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** Consent-service's calls for this service, as docs/architecture.md has them. */
@RegisterRestClient(configKey = "consent")
interface ConsentClient {
  String AUTHORIZATION = "Authorization";

  record At(long position) {}

  record Created(String advertiser) {}

  record Matched(
      String advertiser,
      String listDigest,
      long position,
      String resultRoot,
      long rowsReceived,
      long rowsAccepted,
      long pairings,
      int matchSecretVersion) {}

  @GET
  @Path("/v1/ledger/head")
  Uni<At> head(@HeaderParam(AUTHORIZATION) String token);

  @PUT
  @Path("/internal/v1/audiences/{audience}")
  Uni<At> created(
      @HeaderParam(AUTHORIZATION) String token, @PathParam("audience") UUID audience, Created body);

  @PUT
  @Path("/internal/v1/audiences/{audience}/runs/{run}")
  Uni<At> matched(
      @HeaderParam(AUTHORIZATION) String token,
      @PathParam("audience") UUID audience,
      @PathParam("run") UUID run,
      Matched body);

  @DELETE
  @Path("/internal/v1/audiences/{audience}")
  Uni<At> deleted(@HeaderParam(AUTHORIZATION) String token, @PathParam("audience") UUID audience);
}
