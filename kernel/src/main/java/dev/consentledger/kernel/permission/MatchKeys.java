package dev.consentledger.kernel.permission;

import dev.consentledger.kernel.identifier.MatchKey;
import java.util.ArrayList;
import java.util.List;

/**
 * A contact point's match keys under one or more versions of the match secret: equally many of each
 * version, one a normalised form.
 *
 * @param versions of the match secret, rising, at least one
 * @param keys all of the first version, then all of the next one
 */
public record MatchKeys(List<Integer> versions, List<MatchKey> keys) {
  public MatchKeys {
    versions = List.copyOf(versions);
    keys = List.copyOf(keys);
    Versions.requireRising(versions);
    if (keys.isEmpty() || versions.isEmpty() || keys.size() % versions.size() != 0) {
      throw new IllegalArgumentException("each version has as many match keys, at least one");
    }
  }

  public static MatchKeys of(int version, List<MatchKey> keys) {
    return new MatchKeys(List.of(version), keys);
  }

  /** These keys and those of a later version. */
  public MatchKeys and(int version, List<MatchKey> more) {
    var allVersions = new ArrayList<>(versions);
    allVersions.add(version);
    var all = new ArrayList<>(keys);
    all.addAll(more);
    return new MatchKeys(allVersions, all);
  }

  /** The keys of one version; none where it is not here. */
  public List<MatchKey> of(int version) {
    int at = versions.indexOf(version);
    int each = keys.size() / versions.size();
    return at < 0 ? List.of() : keys.subList(at * each, (at + 1) * each);
  }

  /** Keys of all versions. */
  public int size() {
    return keys.size();
  }
}
