package dev.consentledger.consent.proof;

import dev.consentledger.consent.problems.Problem;
import dev.consentledger.consent.problems.ProblemException;
import dev.consentledger.kernel.event.Position;
import dev.consentledger.kernel.proof.TlogProof;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Turns the position of any write into a proof. */
@Path("/v1/audit/proofs")
@RolesAllowed(LogResource.AUDITOR)
@Tag(name = "Log")
final class ProofsResource {
  private static final String DECIMAL = "0|[1-9][0-9]{0,17}";

  private final Proofs proofs;

  ProofsResource(Proofs proofs) {
    this.proofs = proofs;
  }

  @GET
  @Produces("text/plain; charset=utf-8")
  @Operation(
      operationId = "proof",
      summary = "The proof of one entry",
      description =
          "A proof file (C2SP tlog-proof) under the newest checkpoint, which needs nothing beside"
              + " it but the log's key and the entry. By the entry's position, or by its index in"
              + " the log. An entry that is too new is waited for; 503 checkpoint-pending where"
              + " that takes too long.")
  public Uni<String> proof(
      @QueryParam("position") @Parameter(example = "17") @Nullable String position,
      @QueryParam("index") @Parameter(example = "16") @Nullable String index) {
    return wanted(position, index)
        .map(found -> found.orElseThrow(() -> new ProblemException(Problem.ENTRY_UNKNOWN)).encode())
        .onFailure()
        .transform(ProofProblems::of);
  }

  private Uni<Optional<TlogProof>> wanted(@Nullable String position, @Nullable String index) {
    if (position != null && index == null) {
      return proofs.proofOf(new Position(number("position", position)));
    }
    if (index != null && position == null) {
      return proofs.proofOf(number("index", index));
    }
    throw ProblemException.invalid("position", "either position or index must be given");
  }

  private static long number(String field, String text) {
    if (!text.matches(DECIMAL)) {
      throw ProblemException.invalid(field, "must be a number from 0 up, in decimal");
    }
    return Long.parseLong(text);
  }
}
