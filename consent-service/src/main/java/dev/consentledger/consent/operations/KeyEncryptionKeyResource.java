package dev.consentledger.consent.operations;

import dev.consentledger.consent.privacy.KeyRotation;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The rotation of the key-encryption key. */
@Path("/internal/v1/operations/key-encryption-key")
@RolesAllowed(KeyEncryptionKeyResource.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations", description = "For the operator's commands alone")
final class KeyEncryptionKeyResource {
  /** The group of a token that may operate. */
  static final String OPERATOR = "operator";

  private final KeyRotation rotation;

  KeyEncryptionKeyResource(KeyRotation rotation) {
    this.rotation = rotation;
  }

  /** How far the rotation is, as this instance sees it. */
  @Schema(name = "KeyEncryptionKeys")
  record Answer(
      @Schema(description = "In the file, as read last; the last one wraps new keys")
          List<Integer> versions,
      int newest,
      @Schema(description = "Versions under which there is a data key") List<Integer> inUse,
      @Schema(description = "Data keys that are not under the newest version") long left,
      boolean rewrapping,
      long rewrapped,
      @Schema(description = "Wraps that did not open: damaged rows") long unreadable,
      @Nullable String problem) {
    static Answer of(KeyRotation.State state) {
      return new Answer(
          state.versions(),
          state.versions().getLast(),
          state.inUse(),
          state.left(),
          state.running(),
          state.rewrapped(),
          state.unreadable(),
          state.problem().orElse(null));
    }
  }

  @GET
  @Operation(
      operationId = "keyEncryptionKeys",
      summary = "Versions, and how far a rotation is",
      description = "As this instance sees it; bin/rotate asks each.")
  public Uni<Answer> state() {
    return rotation.state().map(Answer::of);
  }

  @POST
  @Path("/rewrap")
  @Operation(
      operationId = "rewrap",
      summary = "Wrap every data key anew under the newest version",
      description = "Begins in the background, unless it runs already; repeating it does no harm.")
  public Uni<Answer> rewrap() {
    return rotation.begin().map(Answer::of);
  }
}
