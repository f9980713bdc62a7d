package dev.consentledger.matching.pairing;

import dev.consentledger.matching.problems.ProblemType;
import dev.consentledger.matching.problems.Problems;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A ledger that does not answer, or refuses us, is the same to a caller: not now. */
class LedgerMappers {
  @ServerExceptionMapper({LedgerUnavailable.class, LedgerRefused.class})
  Response unavailable(RuntimeException trouble) {
    return Problems.of(ProblemType.LEDGER_UNAVAILABLE, "Try again: the ledger does not answer.")
        .toResponse();
  }
}
