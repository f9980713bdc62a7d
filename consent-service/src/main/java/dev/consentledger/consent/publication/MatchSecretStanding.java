package dev.consentledger.consent.publication;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.consentledger.consent.publication.SecretVersion.State;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How far a rotation of the match secret has come.
 *
 * @param file versions in this instance's file, which the secrets themselves never leave
 * @param introducing the version that every state is getting keys of, where one is
 * @param retiring the version that every state is losing the keys of, where one is
 * @param subjectsDone published again for it, of {@code subjects}, about
 */
@Schema(name = "MatchSecrets")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MatchSecretStanding(
    List<Integer> file,
    List<Integer> complete,
    List<Integer> retired,
    @Nullable Integer introducing,
    @Nullable Integer retiring,
    long subjectsDone,
    long subjects) {
  static MatchSecretStanding of(List<Integer> file, SecretPlan plan) {
    Optional<SecretVersion> underWay = plan.underWay();
    return new MatchSecretStanding(
        file,
        plan.versions(each -> each.state() == State.COMPLETE),
        plan.versions(each -> each.state() == State.RETIRED),
        in(State.INTRODUCING, underWay),
        in(State.RETIRING, underWay),
        underWay.map(SecretVersion::subjectsDone).orElse(0L),
        underWay.map(SecretVersion::subjects).orElse(0L));
  }

  private static @Nullable Integer in(State state, Optional<SecretVersion> underWay) {
    return underWay.filter(each -> each.state() == state).map(SecretVersion::version).orElse(null);
  }
}
