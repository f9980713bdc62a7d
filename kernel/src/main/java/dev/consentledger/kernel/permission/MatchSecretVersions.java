package dev.consentledger.kernel.permission;

import java.util.List;
import java.util.OptionalInt;

/**
 * Which versions of the match secret the states of the topic have keys of, from one place in the
 * topic to the next that tells it.
 *
 * @param published a state may have keys of these and of no others, rising
 * @param complete every permitted contact point has its keys of these, rising; of those published
 */
public record MatchSecretVersions(List<Integer> published, List<Integer> complete) {
  /** Nothing was told yet: no version is complete. */
  public static final MatchSecretVersions NONE = new MatchSecretVersions(List.of(), List.of());

  public MatchSecretVersions {
    published = List.copyOf(published);
    complete = List.copyOf(complete);
    Versions.requireRising(published);
    Versions.requireRising(complete);
    if (!published.containsAll(complete)) {
      throw new IllegalArgumentException("what is complete is published");
    }
  }

  /** One version alone. */
  public static MatchSecretVersions only(int version) {
    return new MatchSecretVersions(List.of(version), List.of(version));
  }

  public boolean isComplete(int version) {
    return complete.contains(version);
  }

  /** The one that new lists are hashed under. */
  public OptionalInt newestComplete() {
    return complete.isEmpty() ? OptionalInt.empty() : OptionalInt.of(complete.getLast());
  }

  /** Whether this version is on its way out, or gone: a newer one is complete, and it is not. */
  public boolean isRetired(int version) {
    return !isComplete(version) && version < newestComplete().orElse(0);
  }
}
