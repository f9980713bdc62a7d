package dev.consentledger.matching.audience;

import dev.consentledger.kernel.event.AccountId;
import dev.consentledger.matching.audience.Audiences.Behind;
import dev.consentledger.matching.pairing.Edge;
import dev.consentledger.matching.problems.Problems;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jspecify.annotations.Nullable;

/** What ad delivery reads: the members of any audience, as they are now. */
@Path("/v1/audiences/{audience}")
@RolesAllowed("delivery")
@Tag(name = "members", description = "An audience's members, for ad delivery")
class MemberResource {
  static final int ACCOUNTS_MAX = 10_000;
  private static final String NDJSON = "application/x-ndjson";

  private final Audiences audiences;

  MemberResource(Audiences audiences) {
    this.audiences = audiences;
  }

  /** The accounts' own shape is checked by {@link #ids}: an annotation on each took longer. */
  record Asked(
      @NotNull @Size(min = 1, max = ACCOUNTS_MAX) @Schema(examples = "[\"acc-17\", \"acc-18\"]")
          List<@Nullable String> accounts) {}

  @RegisterForReflection // a Response hides it from the scan of answers
  record Members(@Schema(examples = "[\"acc-18\"]") List<String> members) {}

  @GET
  @Path("/members")
  @Produces(NDJSON)
  @Operation(summary = "Every member once, one JSON object a line")
  @APIResponse(
      responseCode = "200",
      description = "Streamed; a stream that breaks off is not whole",
      content =
          @Content(
              mediaType = NDJSON,
              schema = @Schema(type = SchemaType.STRING),
              examples = @ExampleObject(name = "lines", value = "{\"account\":\"acc-18\"}\n")))
  public RestMulti<Buffer> members(
      @PathParam("audience") String audience,
      @HeaderParam(Edge.AT_LEAST_POSITION) @Nullable String atLeast) {
    return RestMulti.fromUniResponse(
        audiences.forDelivery(Edge.audience(audience), Edge.atLeast(atLeast)),
        behind -> stream(behind.audience()),
        behind -> Map.of(Edge.LEDGER_POSITION, List.of(behind.position().toString())));
  }

  @POST
  @Path("/members:contains")
  @Blocking // Reads the body within the limit that JsonBodyLimit sets.
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Which of these accounts are members, in the order asked")
  @APIResponse(
      responseCode = "200",
      description = "Accounts that are no members, or unknown, are left out",
      content = @Content(schema = @Schema(implementation = Members.class)))
  public Uni<Response> contains(
      @PathParam("audience") String audience,
      @HeaderParam(Edge.AT_LEAST_POSITION) @Nullable String atLeast,
      @Valid @NotNull Asked asked) {
    List<AccountId> accounts = ids(asked.accounts());
    return audiences
        .forDelivery(Edge.audience(audience), Edge.atLeast(atLeast))
        .chain(
            behind -> audiences.members(behind, accounts).map(members -> answer(behind, members)));
  }

  private static List<AccountId> ids(List<@Nullable String> accounts) {
    List<AccountId> ids = new ArrayList<>(accounts.size());
    for (String account : accounts) {
      if (account == null || !AccountId.isAcceptable(account)) {
        throw Problems.invalid("accounts[" + ids.size() + "]", "is no account id");
      }
      ids.add(new AccountId(account));
    }
    return ids;
  }

  private static Response answer(Behind behind, List<String> members) {
    return Response.ok(new Members(members))
        .header(Edge.LEDGER_POSITION, behind.position().value())
        .build();
  }

  /** A step is taken when the client has taken the one before: a slow client costs nothing. */
  private static Multi<Buffer> stream(LiveAudience audience) {
    LiveAudience.Members members = audience.members();
    return Multi.createBy()
        .repeating()
        .uni(() ->
            Uni.createFrom()
                .item(members::next)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
        .whilst(lines -> !members.isDone())
        .select()
        .where(lines -> !lines.isEmpty())
        .map(Buffer::buffer);
  }
}
