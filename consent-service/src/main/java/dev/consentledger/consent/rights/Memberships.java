package dev.consentledger.consent.rights;

import dev.consentledger.kernel.event.Position;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Which runs relied on a grant: the matching-service alone knows. */
interface Memberships {
  /**
   * Every pairing that rests on one of these grants. Fails with {@link MatchingSilent} where that
   * can't be found out: an answer without them would be a wrong answer.
   */
  Uni<List<Membership>> relyingOn(List<Position> grants);

  /** The matching-service did not answer, or not as agreed. */
  final class MatchingSilent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MatchingSilent(String why) {
      super(why, null, false, false);
    }
  }
}
