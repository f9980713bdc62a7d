package dev.consentledger.consent.publication;

import dev.consentledger.consent.publication.SecretVersion.State;
import dev.consentledger.kernel.permission.MatchSecretVersions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Every version of the match secret that was ever published, rising. At most one is under way. */
record SecretPlan(List<SecretVersion> all) {
  SecretPlan {
    all = List.copyOf(all);
  }

  /** What watermarks tell. */
  MatchSecretVersions told() {
    return new MatchSecretVersions(
        versions(each -> each.state() != State.RETIRED),
        versions(each -> each.state() == State.COMPLETE));
  }

  /** The versions that a state published now has keys of. */
  List<Integer> carried() {
    return versions(SecretVersion::isCarried);
  }

  List<Integer> versions(Predicate<SecretVersion> which) {
    return all.stream().filter(which).map(SecretVersion::version).toList();
  }

  Optional<SecretVersion> underWay() {
    return all.stream().filter(SecretVersion::isUnderWay).findFirst();
  }

  Optional<SecretVersion> of(int version) {
    return all.stream().filter(each -> each.version() == version).findFirst();
  }

  /** Whether the same is to be published under both; progress aside. */
  boolean isSameAs(SecretPlan other) {
    return told().equals(other.told()) && carried().equals(other.carried());
  }

  SecretPlan with(SecretVersion changed) {
    return new SecretPlan(
        all.stream().map(each -> each.version() == changed.version() ? changed : each).toList());
  }
}
