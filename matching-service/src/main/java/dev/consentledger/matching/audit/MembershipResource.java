package dev.consentledger.matching.audit;

import dev.consentledger.kernel.event.SubjectId;
import dev.consentledger.matching.audit.Memberships.Membership;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a person's access report tells of audiences. The subject stands in no address or log. */
@Path("/internal/v1/memberships")
@RolesAllowed("consent")
@Tag(name = "internal", description = "For consent-service alone; not routed by the gateway")
class MembershipResource {
  private static final String UUID_PATTERN =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private final Memberships memberships;

  MembershipResource(Memberships memberships) {
    this.memberships = memberships;
  }

  record Asked(
      @NotNull
          @Pattern(regexp = UUID_PATTERN, message = "is no subject's id")
          @Schema(examples = "6f1d1c52-5b8e-4b7e-9a51-0c3f6d0d7c11")
          String subject) {}

  @Schema(name = "MembershipsFound")
  record Found(List<Membership> memberships) {}

  @POST
  @Blocking // Reads the body within the limit that JsonBodyLimit sets.
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Every recorded run that paired the subject, with the grant that it relied on",
      description =
          "In the order of recording; runs of deleted audiences too. Nothing once the subject's"
              + " erasure is told.")
  public Uni<Found> find(@Valid @NotNull Asked asked) {
    return memberships.of(SubjectId.parse(asked.subject())).map(Found::new);
  }
}
