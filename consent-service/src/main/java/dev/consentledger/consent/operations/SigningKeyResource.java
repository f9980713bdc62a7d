package dev.consentledger.consent.operations;

import dev.consentledger.consent.proof.SigningKeys;
import dev.consentledger.kernel.proof.VerifierKey;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The rotation of the log's signing key. */
@Path("/internal/v1/operations/signing-key")
@RolesAllowed(KeyEncryptionKeyResource.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operations", description = "For the operator's commands alone")
final class SigningKeyResource {
  private final SigningKeys keys;

  SigningKeyResource(SigningKeys keys) {
    this.keys = keys;
  }

  /** How far the rotation is, as this instance sees it. */
  @Schema(name = "SigningKeys")
  record Answer(
      @Schema(description = "That sign now, the newest last") List<String> vkeys,
      @Schema(description = "Of the checkpoint that is served; -1 before the first")
          long checkpointSize,
      @Schema(description = "Which of the keys have signed it") List<String> signers,
      @Schema(description = "That signed before") List<String> former,
      @Nullable String problem) {
    static Answer of(SigningKeys.State state) {
      return new Answer(
          text(state.keys()),
          state.publishedSize().orElse(-1),
          text(state.signers()),
          text(state.former()),
          state.problem().orElse(null));
    }

    private static List<String> text(List<VerifierKey> keys) {
      return keys.stream().map(VerifierKey::text).toList();
    }
  }

  @GET
  @Operation(
      operationId = "signingKeys",
      summary = "Public keys, and how far a rotation is",
      description = "As this instance sees it; no private key leaves the file.")
  public Uni<Answer> state() {
    return keys.state().map(Answer::of);
  }
}
