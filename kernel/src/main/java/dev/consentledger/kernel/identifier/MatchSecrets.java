package dev.consentledger.kernel.identifier;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The match secrets that the file holds, at least one. A later one has a higher version. Older ones
 * stay in the file for as long as replays of the runs made under them are wanted.
 */
public final class MatchSecrets {
  private final List<MatchSecret> byVersion;

  /** Throws where there is none, or where the versions don't rise. */
  public MatchSecrets(List<MatchSecret> byVersion) {
    this.byVersion = List.copyOf(byVersion);
    if (byVersion.isEmpty()) {
      throw new IllegalArgumentException("there is no match secret");
    }
    for (int i = 1; i < byVersion.size(); i++) {
      if (byVersion.get(i).version() <= byVersion.get(i - 1).version()) {
        throw new IllegalArgumentException("the versions of match secrets rise");
      }
    }
  }

  public Optional<MatchSecret> of(int version) {
    return byVersion.stream().filter(secret -> secret.version() == version).findFirst();
  }

  public MatchSecret oldest() {
    return byVersion.getFirst();
  }

  public MatchSecret newest() {
    return byVersion.getLast();
  }

  /** Rising. */
  public List<Integer> versions() {
    var versions = new ArrayList<Integer>();
    byVersion.forEach(secret -> versions.add(secret.version()));
    return versions;
  }
}
