package dev.consentledger.consent.rights;

import dev.consentledger.kernel.event.SubjectId;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Which runs paired a person: the matching-service alone knows. */
interface Memberships {
  /**
   * Every pairing of the subject, with the grant that it rests on. Fails with {@link
   * MatchingSilent} where that can't be found out: an answer without them would be a wrong answer.
   */
  Uni<List<Membership>> of(SubjectId subject);

  /** The matching-service did not answer, or not as agreed. */
  final class MatchingSilent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MatchingSilent(String why) {
      super(why, null, false, false);
    }
  }
}
